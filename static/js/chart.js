// Charts: draws what the JSON beside each table says, and leaves the table where it cannot.
// The drawing library is fetched when the first chart is there. Colours and type come from the
// stylesheet, so that 关怀版 and the dark screen change charts with the rest of the page.
"use strict";

const CHART_TONES = {
  blue: "--blue", plan: "--ink-faint", good: "--good", warn: "--light-yellow", bad: "--bad", pale: "--edge",
};
// lines differ by their symbols and strokes, not by colour alone
const CHART_SYMBOLS = ["circle", "rect", "triangle", "diamond", "pin"];
const CHART_STROKES = { plan: "dashed", pale: "dotted" };
const charts = new Map();
let chartLibrary = null;

function loadCharts(address) {
  chartLibrary = chartLibrary || new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(window.echarts);
    script.onerror = () => { chartLibrary = null; reject(new Error(address)); };
    document.head.append(script);
  });
  return chartLibrary;
}

function chartNumber(value, data) {
  if (value === null || value === undefined) return "—";
  return value.toLocaleString("zh-CN", { minimumFractionDigits: data.places, maximumFractionDigits: data.places });
}

// What a chart takes from the stylesheet: its colours, its type, how large that is.
function chartLook(figure) {
  const style = window.getComputedStyle(figure);
  const token = (name) => style.getPropertyValue(name).trim();
  const size = parseFloat(style.fontSize);
  const { clientWidth, clientHeight } = figure.querySelector(".chart-body");
  const lines = Math.min(4, Math.max(1, Math.floor(clientHeight / size / 3.5)));
  return { token, size, lines, narrow: clientWidth < size * 34, family: style.fontFamily };
}

function chartBars(data, look) {
  const text = { color: look.token("--ink"), fontSize: look.size * 0.93, fontFamily: look.family };
  const names = data.labels.map((label, index) => (data.series.every((one) => one.values[index] === null) ? `${label} —` : label));
  const longest = Math.max(...names.map((label) => label.length));
  const series = data.series.map((one) => ({
    type: "bar",
    name: one.name,
    data: one.values,
    barMaxWidth: look.size * 1.25,
    barMinHeight: 1,
    cursor: one.hrefs.some(Boolean) ? "pointer" : "default",
    itemStyle: { color: look.token(CHART_TONES[one.tone]) },
    label: { ...text, show: true, position: "right", formatter: (point) => chartNumber(one.values[point.dataIndex], data) },
  }));
  if (data.mark && data.mark.value !== null) {
    series[0].markLine = {
      silent: true,
      symbol: "none",
      data: [{ xAxis: data.mark.value }],
      lineStyle: { color: look.token("--ink-soft"), type: "dashed", width: 1 },
      label: { ...text, show: true, position: "start", formatter: `${data.mark.name} ${chartNumber(data.mark.value, data)}` },
    };
  }
  const most = Math.max(0, ...data.series.flatMap((one) => one.values), data.mark ? data.mark.value : 0);
  const least = Math.min(0, ...data.series.flatMap((one) => one.values));
  return {
    grid: { left: 0, right: look.size * (most < 10000 ? 3.6 : 5), top: data.mark ? look.size * 1.9 : 4, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: { type: "value", min: least, max: most || 1, axisLabel: { show: false }, splitLine: { show: false } },
    yAxis: {
      type: "category",
      inverse: true,
      data: names,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { ...text, interval: 0, width: look.size * Math.min(longest, 9), overflow: "truncate" },
    },
    series,
  };
}

// A waterfall: what is taken off hangs where the row above ended, on a bar that is not seen.
function chartWaterfall(data, look) {
  const option = chartBars(data, look);
  const [bars] = option.series;
  const values = data.series[0].values;
  const last = values.length - 1;
  const tones = values.map((value, index) => (index === 0 ? "--ink-soft" : index === last ? "--bad" : "--blue"));
  let left = 0;
  const under = values.map((value, index) => {
    if (index === last) return 0;
    left += value;
    return index === 0 ? 0 : Math.max(0, left);
  });
  const hidden = { type: "bar", stack: "steps", silent: true, data: under, itemStyle: { color: "transparent" }, barMaxWidth: bars.barMaxWidth };
  const shown = values.map((value, index) => ({ value: Math.abs(value), itemStyle: { color: look.token(tones[index]) } }));
  const grid = { ...option.grid, right: look.size * 4.8 }; // the whole is as wide as there is room
  const xAxis = { ...option.xAxis, min: 0 }; // what is taken off is negative in the table alone
  return { ...option, grid, xAxis, series: [hidden, { ...bars, stack: "steps", data: shown }] };
}

// The series that a point shows; bars that only hold others up are no series of the data.
function chartSeries(point, data) {
  return data.series[Math.min(point.seriesIndex, data.series.length - 1)];
}

function lastIndex(values) {
  return values.reduce((found, value, index) => (value === null ? found : index), -1);
}

// Labels at the ends of lines that end close together are moved apart, the higher line's up.
function spreadEnds(drawing, data, look) {
  const ends = data.series
    .map((one, index) => ({ index, at: lastIndex(one.values), values: one.values }))
    .filter((one) => one.at >= 0)
    .map((one) => ({ ...one, y: drawing.convertToPixel({ seriesIndex: one.index }, [one.at, one.values[one.at]])[1] }))
    .sort((one, other) => other.y - one.y);
  const offsets = data.series.map(() => 0);
  let lowest = Infinity;
  ends.forEach((end) => {
    const y = Math.min(end.y, lowest - look.size * 1.25);
    offsets[end.index] = y - end.y;
    lowest = y;
  });
  drawing.setOption({ series: offsets.map((down) => ({ endLabel: { offset: [0, down] } })) });
}

function drawOption(drawing, data, look) {
  drawing.setOption(chartOption(data, look), true);
  if (data.kind === "line") spreadEnds(drawing, data, look);
}

function chartLines(data, look) {
  const text = { color: look.token("--ink-soft"), fontSize: look.size * 0.86, fontFamily: look.family };
  const series = data.series.map((one, index) => ({
    type: "line",
    name: one.name,
    data: one.values,
    symbol: CHART_SYMBOLS[index % CHART_SYMBOLS.length],
    symbolSize: look.size * 0.5,
    showAllSymbol: true,
    cursor: one.hrefs.some(Boolean) ? "pointer" : "default",
    itemStyle: { color: look.token(CHART_TONES[one.tone]) },
    lineStyle: { width: Math.max(2, look.size / 8), type: CHART_STROKES[one.tone] || "solid" },
    endLabel: {
      show: lastIndex(one.values) >= 0,
      color: look.token(CHART_TONES[one.tone]),
      fontSize: look.size * 0.93,
      fontFamily: look.family,
      formatter: () => `${look.narrow ? "" : `${one.name} `}${chartNumber(one.values[lastIndex(one.values)], data)}`,
    },
  }));
  const longest = look.narrow ? 0 : Math.max(...data.series.map((one) => one.name.length));
  return {
    legend: {
      show: look.narrow, top: 0, left: "center", itemWidth: look.size * 1.8, itemHeight: look.size * 0.5,
      selectedMode: false, textStyle: { ...text, fontSize: look.size * 0.93 },
    },
    grid: { left: 2, right: look.size * (longest + (look.narrow ? 3.4 : 5)) * 0.9, top: look.size * (look.narrow ? 3.2 : 1.6), bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: {
      type: "category",
      boundaryGap: false,
      data: data.labels,
      axisLine: { lineStyle: { color: look.token("--line-strong") } },
      axisTick: { alignWithLabel: true },
      axisLabel: { ...text, hideOverlap: true },
    },
    yAxis: {
      type: "value",
      name: data.unit,
      nameTextStyle: { ...text, align: "right" },
      nameGap: look.size * 0.6,
      splitNumber: look.lines,
      axisLabel: { ...text, formatter: (value) => value.toLocaleString("zh-CN") },
      splitLine: { lineStyle: { color: look.token("--line") } },
    },
    series,
  };
}

function chartOption(data, look) {
  const makers = { line: chartLines, bars: chartBars, waterfall: chartWaterfall };
  const chosen = makers[data.kind](data, look);
  return {
    ...chosen,
    animation: false,
    textStyle: { fontFamily: look.family },
    tooltip: {
      trigger: data.kind === "line" ? "axis" : "item",
      renderMode: "richText", // HTML would need inline styles, which the portal forbids
      confine: true,
      backgroundColor: look.token("--paper"),
      borderColor: look.token("--line-strong"),
      textStyle: { color: look.token("--ink"), fontSize: look.size * 0.93, fontFamily: look.family },
      formatter: (points) => chartTip([].concat(points), data),
    },
  };
}

function chartTip(points, data) {
  const values = points.filter((point) => point.seriesIndex !== undefined && point.dataIndex !== undefined);
  if (!values.length) return "";
  const lines = values.map((point) => {
    const one = chartSeries(point, data);
    return `${one.name}：${chartNumber(one.values[point.dataIndex], data)}${data.unit}`;
  });
  return [data.labels[values[0].dataIndex], ...lines].join("\n");
}

function drawChart(figure, echarts) {
  if (!figure.isConnected || charts.has(figure)) return;
  const data = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  const picture = figure.querySelector(".chart-picture");
  figure.classList.add("chart-drawn");
  const drawing = echarts.init(picture, null, { renderer: "canvas" });
  drawOption(drawing, data, chartLook(figure));
  drawing.on("click", (point) => {
    const address = point.seriesIndex === undefined ? null : chartSeries(point, data).hrefs[point.dataIndex];
    if (address) window.location.assign(address);
  });
  const watcher = new ResizeObserver(() => {
    if (!picture.clientWidth) return;
    drawing.resize();
    drawOption(drawing, data, chartLook(figure));
  });
  watcher.observe(picture);
  charts.set(figure, { drawing, data, watcher });
  figure.querySelectorAll("[data-chart-table], [data-chart-picture]").forEach((button) => { button.hidden = false; });
}

function startCharts(root) {
  const found = [...root.querySelectorAll("[data-chart]")];
  if (root.matches && root.matches("[data-chart]")) found.push(root);
  if (!found.length) return;
  loadCharts(found[0].dataset.library)
    .then((echarts) => found.forEach((figure) => drawChart(figure, echarts)))
    .catch(() => {}); // without the library the tables stand
}

function dropChart(figure) {
  const kept = charts.get(figure);
  if (!kept) return;
  kept.watcher.disconnect();
  kept.drawing.dispose();
  charts.delete(figure);
}

// The picture as a file: title above, what it shows below, on the colour of the page.
function savePicture(figure) {
  const { drawing, data } = charts.get(figure);
  const look = chartLook(figure);
  const scale = 2;
  const drawn = drawing.renderToCanvas({ pixelRatio: scale, backgroundColor: look.token("--paper") });
  const edge = 16 * scale;
  const line = look.size * 1.6 * scale;
  const sheet = document.createElement("canvas");
  sheet.width = drawn.width + 2 * edge;
  sheet.height = drawn.height + 2 * edge + 2.2 * line;
  const pen = sheet.getContext("2d");
  pen.fillStyle = look.token("--paper");
  pen.fillRect(0, 0, sheet.width, sheet.height);
  pen.fillStyle = look.token("--ink");
  pen.font = `600 ${look.size * 1.15 * scale}px ${look.family}`;
  pen.fillText(data.unit ? `${data.title}（${data.unit}）` : data.title, edge, edge + line * 0.75);
  pen.drawImage(drawn, edge, edge + line);
  pen.fillStyle = look.token("--ink-soft");
  pen.font = `${look.size * 0.86 * scale}px ${look.family}`;
  pen.fillText(data.note, edge, sheet.height - edge, sheet.width - 2 * edge);
  sheet.toBlob((blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `${data.title}.png`;
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }, "image/png");
}

document.addEventListener("click", (event) => {
  const toggle = event.target.closest("[data-chart-table]");
  const save = event.target.closest("[data-chart-picture]");
  if (toggle) {
    const figure = toggle.closest(".chart");
    const shown = figure.classList.toggle("chart-as-table");
    toggle.setAttribute("aria-pressed", String(shown));
  } else if (save) {
    savePicture(save.closest(".chart"));
  }
});

document.addEventListener("DOMContentLoaded", () => startCharts(document));
document.addEventListener("htmx:load", (event) => startCharts(event.detail.elt));
document.addEventListener("htmx:beforeCleanupElement", (event) => {
  const gone = event.detail.elt;
  [...charts.keys()].filter((figure) => gone.contains(figure)).forEach(dropChart);
});
