/* Turns <select multiple data-picker> into a searchable list; without it the plain select works. */
document.querySelectorAll("select[data-picker]").forEach(function (select) {
  if (!window.TomSelect) return;
  if (select.labels.length) select.setAttribute("aria-label", select.labels[0].textContent.trim());
  new window.TomSelect(select, {
    plugins: ["remove_button"],
    maxOptions: 200,
    hideSelected: true,
    closeAfterSelect: false,
    render: {
      no_results: function () {
        const none = document.createElement("div");
        none.className = "no-results";
        none.textContent = "没有找到，请核对编号或名称。";
        return none;
      },
    },
  });
});
