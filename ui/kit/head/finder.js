// Search over pages, months, units and indicators: opened by / or Ctrl+K, chosen by keyboard or pointer.
const MOST = 12
let listening = null

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".sjf")
  const say = data.words, key = folder(data.folding)
  root.entries = data.entries

  const made = (tag, cls, text) => {
    const element = document.createElement(tag)
    if (cls) element.className = cls
    if (text !== undefined) element.textContent = text
    return element
  }
  const close = () => { root.replaceChildren(); root.before?.focus?.() }
  // What begins with the text comes before what only holds it.
  const found = (typed) => {
    const wanted = key(typed)
    if (!wanted) return root.entries.slice(0, MOST)
    const held = root.entries.filter((entry) => entry.key.includes(wanted))
    return held.sort((a, b) => b.key.startsWith(wanted) - a.key.startsWith(wanted)).slice(0, MOST)
  }

  const open = () => {
    if (root.firstChild || document.querySelector(".sjm")) return
    root.before = document.activeElement
    const veil = made("div", "sjf-veil"), box = made("div", "sjf-box"), field = made("input", "sjf-field"), list = made("ul", "sjf-list")
    box.setAttribute("role", "dialog")
    box.setAttribute("aria-modal", "true")
    box.setAttribute("aria-label", say.label)
    field.placeholder = say.label
    list.id = "sjf-list"
    list.setAttribute("role", "listbox")
    list.setAttribute("aria-label", say.label)
    for (const [name, value] of Object.entries({ "aria-label": say.label, role: "combobox", "aria-expanded": "true", "aria-controls": list.id, "aria-autocomplete": "list" })) field.setAttribute(name, value)
    let shown = [], at = 0
    const mark = (place) => {
      at = Math.max(0, Math.min(shown.length - 1, place))
      ;[...list.children].forEach((item, own) => item.setAttribute("aria-selected", String(own === at)))
      if (shown.length) field.setAttribute("aria-activedescendant", `sjf-${at}`)
      else field.removeAttribute("aria-activedescendant")
      list.children[at]?.scrollIntoView({ block: "nearest" })
    }
    const choose = (entry) => { close(); setTriggerValue("ask", `${entry.kind} ${entry.code}`) }
    const fill = () => {
      shown = found(field.value)
      list.replaceChildren(...shown.map((entry, place) => {
        const item = made("li", "sjf-item")
        item.id = `sjf-${place}`
        item.setAttribute("role", "option")
        item.append(made("bdi", "", entry.name), made("span", "sjf-kind", say[entry.kind]))
        item.onclick = () => choose(entry)
        return item
      }))
      if (!shown.length) list.append(made("li", "sjf-none", say.none))
      mark(0)
    }
    field.oninput = fill
    box.onkeydown = (event) => {
      event.stopPropagation()
      const act = { Enter: () => shown[at] && choose(shown[at]), ArrowDown: () => mark(at + 1), ArrowUp: () => mark(at - 1), Escape: close, Tab: () => {} }[event.key]
      if (act) { event.preventDefault(); act() }
    }
    veil.onclick = (event) => { if (event.target === veil) close() }
    box.append(field, list)
    veil.append(box)
    root.replaceChildren(veil)
    fill()
    field.focus()
  }

  const onkey = (event) => {
    const target = event.composedPath()[0]
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable
    const control = event.ctrlKey || event.metaKey
    if (!(control ? event.code === "KeyK" : event.key === "/" && !typing && !event.altKey)) return
    if (document.querySelector(".sjm")) return // the meeting has a search of its own
    event.preventDefault()
    event.stopPropagation()
    open()
  }
  listening?.()
  document.addEventListener("sanjeh:find", open)
  document.addEventListener("keydown", onkey, true)
  listening = () => {
    document.removeEventListener("sanjeh:find", open)
    document.removeEventListener("keydown", onkey, true)
  }
}
