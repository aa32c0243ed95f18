"""How Django's forms are printed: `{{ form }}` and `{{ field.as_field_group }}` use our components."""

from django.forms.renderers import TemplatesSetting


class PortalRenderer(TemplatesSetting):
    """Widgets from the site's templates, forms and fields from `templates/components/`."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
