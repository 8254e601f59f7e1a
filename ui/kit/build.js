const TAGS = new Set(("div span p h1 h2 h3 strong table caption thead tbody tr th td button details summary ul ol li "
  + "dl dt dd bdi code").split(" "))
const ATTRIBUTES = new Set("class title scope colspan role tabindex open dir lang type".split(" "))
const DRAWN = new Set("svg text line rect polyline circle title desc".split(" "))
const DRAWN_ATTRIBUTES = new Set(("viewBox width height x y x1 x2 y1 y2 cx cy r points fill stroke stroke-width "
  + "stroke-dasharray font-size font-weight font-family text-anchor direction role id aria-labelledby").split(" "))

// A node is a text or [tag, attributes, ...children]. Texts become text nodes: nothing from a file is ever parsed.
function build(node, drawing) {
  if (!Array.isArray(node)) return document.createTextNode(node === null || node === undefined ? "" : String(node))
  const [tag, attributes, ...children] = node
  const drawn = drawing === true || tag === "svg"
  if (!(drawn ? DRAWN : TAGS).has(tag)) throw new Error("tag not allowed: " + tag)
  const element = drawn ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (drawn && DRAWN_ATTRIBUTES.has(name)) element.setAttribute(name, value)
    else if (!drawn && name.startsWith("--")) element.style.setProperty(name, String(value))
    else if (!drawn && (ATTRIBUTES.has(name) || name.startsWith("aria-") || name.startsWith("data-"))) element.setAttribute(name, value)
    else throw new Error("attribute not allowed: " + name)
  }
  element.append(...children.map((child) => build(child, drawn)))
  return element
}
