"""A monthly bulletin and a weekly dispatch of the fictional 云江市, as the floors above build them."""

from __future__ import annotations

from core.documents.schema import Block, Cell, Document, Table, note, paragraph

DISTRICTS: list[list[Cell]] = [
    ["高新区", 18, 18, "100.0%", 9, "50.0%", "24310.50", "83.2%", "+9.6", 1],
    ["东湖区", 31, 30, "96.8%", 14, "45.2%", "41206.00", "78.4%", "+8.1", 2],
    ["望海区", 26, 25, "96.2%", 10, "38.5%", "30118.20", "74.9%", "+7.7", 3],
    ["西城区", 28, 26, "92.9%", 9, "32.1%", "35420.00", "70.3%", "+6.2", 4],
    ["北塔区", 24, 21, "87.5%", 6, "25.0%", "28114.36", "64.0%", "+5.8", 5],
    ["南岗区", 22, 18, "81.8%", 4, "18.2%", "22960.00", "57.1%", "+4.0", 6],
    ["青山县", 20, 14, "70.0%", 3, "15.0%", "18870.94", "49.5%", "+2.9", 7],
    ["云岭县", 17, 10, "58.8%", 1, "5.9%", "14000.00", "41.3%", "-0.4", 8],
]
TOTALS: list[Cell] = ["全市", 186, 162, "87.1%", 56, "30.1%", "215000.00", "66.8%", "+5.9", None]

PROGRESS: Table = {
    "type": "table",
    "title": "表1　2023年7月各县（区）城镇老旧小区改造进展情况",
    "columns": [
        {"label": "县（区）"},
        {"label": "计划数", "unit": "个"},
        {"label": "开工数", "unit": "个", "group": "开工"},
        {"label": "开工率", "group": "开工"},
        {"label": "完工数", "unit": "个", "group": "完工"},
        {"label": "完工率", "group": "完工"},
        {"label": "完成额", "unit": "万元", "group": "投资"},
        {"label": "完成率", "group": "投资"},
        {"label": "较上月", "unit": "百分点", "group": "投资"},
        {"label": "排名"},
    ],
    "rows": DISTRICTS,
    "totals": [TOTALS],
    "notes": ["按开工率排名，开工率相同的按投资完成率排名。"],
}

STREETS = ("解放路", "和平里", "纺织厂", "新华", "建设", "红旗", "胜利")


def lagging_table(rows: int = 35) -> Table:
    """Ten columns, long names that must wrap, over several landscape pages."""
    return {
        "type": "table",
        "unit": "万元",
        "columns": [
            {"label": "序号"},
            {"label": "项目编号"},
            {"label": "项目名称"},
            {"label": "县（区）"},
            {"label": "滞后节点"},
            {"label": "计划日期"},
            {"label": "滞后天数", "unit": "天"},
            {"label": "形象进度"},
            {"label": "累计完成投资"},
            {"label": "责任单位"},
        ],
        "rows": [
            [
                index,
                f"YJ2023-{index:04d}",
                f"{STREETS[index % 7]}片区（{index}号院、{index + 1}号院及周边零星楼栋）老旧小区改造及配套基础设施完善项目",
                DISTRICTS[index % 8][0],
                "主体施工" if index % 3 else "开工",
                f"2023-06-{index % 28 + 1:02d}",
                61 - index,
                {"text": f"{index * 2}.0%", "light": "red" if index < 15 else "yellow"},
                f"{index * 137}.{index:02d}",
                f"{DISTRICTS[index % 8][0]}住房和城乡建设局",
            ]
            for index in range(1, rows + 1)
        ],
        "notes": ["滞后天数计算至2023年7月31日。", "暂缓项目和合理停工窗口期不计入。"],
    }


def _body() -> list[Block]:
    return [
        paragraph(
            "为深入贯彻落实市委、市政府关于民生实事项目的决策部署，扎实推进城镇老旧小区改造工作，根据《云江市城镇老旧小区改造工作考核办法（试行）》"
            "（云政办发〔2023〕11号）有关规定，现将2023年7月全市城镇老旧小区改造工作进展情况通报如下。"
        ),
        {"type": "h1", "text": "一、总体情况"},
        paragraph(
            "2023年，全市计划改造城镇老旧小区186个，惠及居民5.25万户，计划投资32.2亿元。截至7月31日，已开工162个，开工率87.1%，较上月末提高6.5个百分点；"
            "已完工56个，完工率30.1%；累计完成投资",
            note(
                "21.5亿元",
                "各县（区）上报数合计为21.52亿元，与市级汇总数相差0.02亿元，系望海区跨年度项目口径差异，已由市城镇老旧小区改造工作领导小组办公室核定。",
            ),
            "，投资完成率66.8%，超时间进度8.5个百分点。",
        ),
        {"type": "h1", "text": "二、各县（区）进展情况"},
        {"type": "h2", "text": "（一）开工情况。"},
        paragraph(
            "进展较快的是高新区（100.0%）、东湖区（96.8%）、望海区（96.2%）；进展较慢的是南岗区（81.8%）、青山县（70.0%）、云岭县（58.8%）。"
        ),
        PROGRESS,
        {"type": "h2", "text": "（二）投资完成情况。"},
        paragraph(
            "高新区、东湖区、望海区投资完成率居前三位，云岭县投资完成率较上月末下降0.4个百分点。"
        ),
        {
            "type": "bars",
            "title": "图1　各县（区）投资完成率",
            "items": [
                {"label": str(row[0]), "value": float(str(row[7]).rstrip("%")), "text": str(row[7])}
                for row in DISTRICTS
            ],
            "max": 100,
            "target": 58.3,
            "notes": ["序时进度为58.3%（截至7月末）。"],
        },
        {"type": "h1", "text": "三、资金情况"},
        paragraph(
            "全市落实资金28.46亿元，到位23.50亿元，支付15.22亿元，资金支付率64.8%。",
            {"text": "一是配套资金到位慢。", "style": "kai"},
            "个别县（区）“配套资金”到位率不足60%，影响工程进度；",
            {"text": "二是支付进度不均衡。", "style": "kai"},
            "青山县、云岭县支付率低于40%。",
        ),
        {"type": "h1", "text": "四、存在问题"},
        {"type": "h2", "text": "（一）部分项目前期工作进展缓慢。"},
        {"type": "h3", "text": "1. 未开工项目。"},
        paragraph(
            "云岭县仍有7个项目未完成施工图审查，青山县有6个项目因方案反复调整尚未开工（详见附件1、附件2）。"
        ),
        {"type": "h3", "text": "2. 现场管理。"},
        paragraph(
            "7月份随机抽查的60个工地中，有11个工地存在围挡不严、物料乱堆、裸土未覆盖等问题。"
        ),
        {"type": "h1", "text": "五、下步工作要求"},
        paragraph(
            "各县（区）要对照年度目标任务倒排工期、挂图作战，确保8月底前全面开工、11月底前全面完工。开工率低于80%的青山县、云岭县要于8月10日前报送书面整改报告。"
            "对连续两个月排名末位的，按照有关规定约谈其分管负责同志。"
        ),
    ]


def bulletin(rows: int = 35) -> Document:
    """The monthly bulletin with a portrait and a landscape attachment."""
    return {
        "kind": "gongwen",
        "title": "云江市城镇老旧小区改造工作领导小组办公室关于2023年7月全市城镇老旧小区改造工作进展情况的通报",
        "issuer": "云江市城镇老旧小区改造工作领导小组办公室",
        "date": "2023-08-03",
        "head": {
            "banner": "云江市城镇老旧小区改造工作领导小组办公室文件",
            "number": "云旧改办〔2023〕4号",
        },
        "addressee": "各县（区）人民政府，市城镇老旧小区改造工作领导小组各成员单位：",
        "blocks": _body(),
        "attachments": [
            {
                "title": "2023年7月城镇老旧小区改造滞后项目清单",
                "orientation": "landscape",
                "blocks": [lagging_table(rows)],
            },
            {
                "title": "各县（区）城镇老旧小区改造进展情况汇总表",
                "blocks": [{**PROGRESS, "title": "按开工率排序"}],
            },
        ],
        "signature": {"units": ["云江市城镇老旧小区改造工作领导小组办公室"]},
        "note": "此件公开发布",
        "colophon": {
            "cc": "市委办公室，市人大常委会办公室，市政府办公室，市政协办公室，市纪委监委，市财政局，市自然资源和规划局",
            "printer": "云江市城镇老旧小区改造工作领导小组办公室",
            "print_date": "2023-08-03",
        },
    }


def dispatch() -> Document:
    """The weekly dispatch: a landscape sheet."""
    return {
        "kind": "sheet",
        "orientation": "landscape",
        "title": "云江市城镇老旧小区改造周调度",
        "subtitle": "2023年第30周（7月24日—7月30日）",
        "meta": ["云江市城镇老旧小区改造工作领导小组办公室", "截至2023年7月30日"],
        "issuer": "云江市城镇老旧小区改造工作领导小组办公室",
        "date": "2023-07-31",
        "mark": "草稿",
        "blocks": [
            {"type": "h1", "text": "一、本周进展"},
            paragraph(
                "截至7月30日，全市开工162个，较上周增加4个；本周填报率98.4%，青山县2个项目未报。"
            ),
            {**PROGRESS, "title": "各县（区）进展情况"},
            {"type": "h1", "text": "二、需市级协调事项"},
            {
                "type": "table",
                "columns": [{"label": "序号"}, {"label": "项目"}, {"label": "需协调事项"}],
                "rows": [],
            },
        ],
    }
