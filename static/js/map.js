// The map: pins by light on tiles that the settings name, on a plain ground where they name none.
// Keyboard and screen reader use the list beside it; the library comes with the first map.
"use strict";

const maps = new Map();
let mapLibrary = null;

function loadMaps(frame) {
  mapLibrary = mapLibrary || new Promise((resolve, reject) => {
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = frame.dataset.style;
    const script = document.createElement("script");
    script.src = frame.dataset.library;
    script.onload = () => resolve(window.L);
    script.onerror = () => { mapLibrary = null; reject(new Error(script.src)); };
    // the portal's own rules come after the library's
    document.head.prepend(sheet);
    document.head.append(script);
  });
  return mapLibrary;
}

function mapPopup(pin) {
  const box = document.createElement("div");
  const link = document.createElement("a");
  link.href = pin.href;
  link.textContent = pin.name;
  const why = document.createElement("p");
  why.textContent = pin.text;
  box.append(link, why);
  return box;
}

function drawMap(frame, L) {
  if (!frame.isConnected || maps.has(frame)) return;
  const data = JSON.parse(document.getElementById(frame.dataset.map).textContent);
  const map = L.map(frame, {
    keyboard: false, zoomControl: false, scrollWheelZoom: false, zoomAnimation: false, fadeAnimation: false,
    markerZoomAnimation: false, maxZoom: 18,
    dragging: !L.Browser.mobile, // one finger scrolls the page, two move the map
  });
  map.attributionControl.setPrefix(false);
  map.on("popupopen", (event) => {
    event.popup.getElement().querySelector(".leaflet-popup-close-button").setAttribute("aria-label", "关闭");
  });
  L.control.zoom({ zoomInTitle: "放大", zoomOutTitle: "缩小" }).addTo(map);
  data.layers.forEach((address) => {
    L.tileLayer(address, { subdomains: data.servers, attribution: data.attribution, maxZoom: 18 }).addTo(map);
  });
  // the worst lie on top
  const placed = data.pins.map((pin, index) => {
    const icon = L.divIcon({ className: `pin pin-${pin.colour}`, html: pin.letter, iconSize: null });
    return L.marker([pin.latitude, pin.longitude], { icon, title: pin.name, keyboard: false, zIndexOffset: -1000 * index })
      .bindPopup(mapPopup(pin))
      .addTo(map);
  });
  map.fitBounds(L.featureGroup(placed).getBounds(), { padding: [18, 18], maxZoom: 15, animate: false });
  maps.set(frame, map);
}

function startMaps(root) {
  const found = [...root.querySelectorAll("[data-map]")];
  if (!found.length) return;
  loadMaps(found[0])
    .then((L) => found.forEach((frame) => drawMap(frame, L)))
    .catch(() => {}); // the list stands
}

document.addEventListener("DOMContentLoaded", () => startMaps(document));
document.addEventListener("htmx:load", (event) => startMaps(event.detail.elt.parentElement || event.detail.elt));
document.addEventListener("htmx:beforeCleanupElement", (event) => {
  [...maps.keys()].filter((frame) => event.detail.elt.contains(frame)).forEach((frame) => {
    maps.get(frame).remove();
    maps.delete(frame);
  });
});
