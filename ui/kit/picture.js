// A chart as a file: its drawing with title, what it shows, filters and source, in the page's own font and colours.
const FONTS = { 400: "./app/static/fonts/plex-400.ttf", 600: "./app/static/fonts/plex-600.ttf" }
const SPACE = "http://www.w3.org/2000/svg"
let fonts = null

const asData = (blob) => new Promise((done, failed) => {
  const reader = new FileReader()
  reader.onload = () => done(reader.result)
  reader.onerror = failed
  reader.readAsDataURL(blob)
})

// A picture stands alone: what it is written in goes with it.
function faces() {
  fonts ??= Promise.all(Object.entries(FONTS).map(async ([weight, place]) => {
    const answer = await fetch(place)
    return `@font-face{font-family:Picture;font-weight:${weight};src:url(${await asData(await answer.blob())})}`
  })).then((all) => all.join(""))
  return fonts
}

function part(tag, attributes, text) {
  const element = document.createElementNS(SPACE, tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  if (text !== undefined) element.textContent = text
  return element
}

async function drawnAlone(card, source) {
  const plot = card.querySelector(".js-plotly-plot"), page = getComputedStyle(document.querySelector("[data-testid=stApp]"))
  const rtl = document.documentElement.dir === "rtl", margin = 24
  const said = (selector) => [...document.querySelectorAll(selector)].map((each) => each.textContent)
  const above = [
    [card.querySelector(".sj-chart-title").textContent, 20, 600],
    ...[...said(".st-key-heading .sj-subtitle"), ...said(".st-key-heading .sj-chips > span")].map((text) => [text, 14, 400]),
  ]
  const names = [...card.querySelectorAll(".sj-legend > span")]
  const below = [...said(".sj-demo"), source].map((text) => [text, 12, 400])
  const width = plot.clientWidth + 2 * margin, top = margin + above.reduce((sum, [, size]) => sum + size * 1.7, 0) + (names.length ? 24 : 0)
  const height = top + plot.clientHeight + below.length * 22 + margin
  const root = part("svg", { xmlns: SPACE, width, height, viewBox: `0 0 ${width} ${height}`, direction: rtl ? "rtl" : "ltr" })
  root.append(part("style", {}, `${await faces()} text{font-family:Picture,sans-serif !important;unicode-bidi:plaintext}`))
  root.append(part("rect", { width, height, fill: page.backgroundColor }))
  let at = margin
  const write = ([text, size, weight]) => {
    at += size * 1.2
    root.append(part("text", { x: rtl ? width - margin : margin, y: at, "font-size": size, "font-weight": weight, fill: page.color, "text-anchor": "start" }, text))
    at += size * 0.5
  }
  above.forEach(write)
  legend(root, names, { at: at + 17, start: rtl ? width - margin : margin, way: rtl ? -1 : 1, page })
  for (const layer of plot.querySelectorAll(".main-svg")) {
    const copy = layer.cloneNode(true)
    for (const [name, value] of Object.entries({ x: margin, y: top, direction: "ltr", style: "" })) copy.setAttribute(name, value)
    root.append(copy)
  }
  at = top + plot.clientHeight
  below.forEach(write)
  return { text: new XMLSerializer().serializeToString(root), width, height }
}

// The names of what is drawn, each behind its colour, one after the other in the direction of the language.
function legend(root, names, { at, start, way, page }) {
  const ruler = document.createElement("canvas").getContext("2d")
  ruler.font = `14px ${page.fontFamily}`
  let place = start
  for (const name of names) {
    root.append(part("rect", { x: way < 0 ? place - 12 : place, y: at - 11, width: 12, height: 12, fill: name.style.getPropertyValue("--c") }))
    place += way * 18
    root.append(part("text", { x: place, y: at, "font-size": 14, fill: page.color, "text-anchor": "start" }, name.textContent))
    place += way * (ruler.measureText(name.textContent).width + 18)
  }
}

function handOut(blob, name) {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

async function handOutPicture(card, kind, name, source) {
  const { text, width, height } = await drawnAlone(card, source)
  if (kind === "svg") return handOut(new Blob([text], { type: "image/svg+xml" }), `${name}.svg`)
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`
  await image.decode()
  const canvas = document.createElement("canvas")
  canvas.width = 2 * width
  canvas.height = 2 * height
  const pen = canvas.getContext("2d")
  pen.scale(2, 2)
  pen.drawImage(image, 0, 0)
  canvas.toBlob((blob) => handOut(blob, `${name}.png`), "image/png")
}

async function copyTable(table) {
  const texts = (node) => node.nodeType === Node.TEXT_NODE ? [node.data] : [...node.childNodes].flatMap(texts)
  const said = (cell) => texts(cell).join(" ").replace(/[\u2066-\u2069]/g, "").replace(/\s+/g, " ").trim()
  const rows = [...table.rows].map((row) => [...row.cells].map(said).join("\t"))
  await navigator.clipboard.writeText(rows.join("\n"))
}
