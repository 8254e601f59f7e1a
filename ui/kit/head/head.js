// The head of every page: who and where on the first line, the pages in groups on the second one.
function made(tag, cls, text) {
  const element = document.createElement(tag)
  if (cls) element.className = cls
  if (text !== undefined) element.textContent = text
  return element
}

function pressed(cls, text, act, keys) {
  const button = made("button", cls, text)
  button.type = "button"
  if (keys) { button.append(made("kbd", "", keys)); button.setAttribute("aria-keyshortcuts", keys) }
  button.onclick = act
  return button
}

const wide = window.matchMedia("(min-width: 1100px)")

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".sjh")
  const ask = (what) => setTriggerValue("ask", what)
  root.ask = ask
  const drawn = JSON.stringify(data)
  if (root.drawn === drawn) return
  const focused = root.contains(document.activeElement) ? document.activeElement.dataset.at : undefined
  root.drawn = drawn

  const link = (page) => {
    const anchor = made("a", "sjh-page", page.name)
    anchor.href = page.to
    anchor.dataset.at = page.path
    if (page.here) anchor.setAttribute("aria-current", "page")
    anchor.onclick = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return
      event.preventDefault()
      anchor.closest("details")?.removeAttribute("open")
      if (!page.here) root.ask(`page ${page.path}`)
    }
    return anchor
  }
  // The group that one is in stands open beside the others where there is room; the others open over the page.
  const group = (of) => {
    const box = made("details", of.here ? "sjh-group sjh-here" : "sjh-group"), list = made("div", "sjh-pages")
    box.append(made("summary", "", of.name), list)
    list.append(...of.pages.map(link))
    box.open = of.here && wide.matches
    box.ontoggle = () => {
      if (box.open) groups.forEach((other) => { if (other !== box && !stays(other)) other.open = false })
      else if (stays(box)) box.open = true
    }
    return box
  }
  const stays = (box) => wide.matches && box.classList.contains("sjh-here")
  const first = made("div", "sjh-line"), second = made("nav", "sjh-line sjh-menu")
  second.setAttribute("aria-label", data.words.groups)
  const groups = data.groups.map(group)
  second.append(...groups)

  const where = made("div", "sjh-where")
  where.append(made("strong", "", data.name))
  if (data.province) where.append(made("bdi", "sjh-province", data.province))
  const month = made("div", "sjh-month")
  if (data.month) {
    month.title = `${data.words.month}: ${data.month.name}`
    month.append(made("strong", "", data.month.name))
    if (data.month.state) month.append(made("span", "sjh-state", data.month.state))
    if (data.month.changed) month.append(made("span", "sjh-changed", data.month.changed))
  }
  const tools = made("div", "sjh-tools")
  const tongue = pressed("sjh-tool sjh-tongue", data.language.name, () => root.ask(`lang ${data.language.code}`))
  tongue.lang = data.language.code
  tools.append(
    pressed("sjh-tool sjh-find", data.words.find, () => document.dispatchEvent(new Event("sanjeh:find")), "/"),
    pressed("sjh-tool sjh-show", data.words.show, () => document.dispatchEvent(new Event("sanjeh:show")), "F"),
    link(data.help), tongue,
  )
  first.append(where, month, tools)
  root.replaceChildren(first, second)
  if (focused) root.querySelector(`[data-at="${focused}"]`)?.focus()

  const shut = (event) => {
    const isAway = event.type === "keydown" ? event.key === "Escape" : !root.contains(event.target)
    if (isAway) groups.forEach((box) => { if (!stays(box)) box.open = false })
  }
  const fit = () => groups.forEach((box) => { box.open = stays(box) })
  root.leave?.()
  document.addEventListener("pointerdown", shut)
  document.addEventListener("keydown", shut)
  wide.addEventListener("change", fit)
  root.leave = () => {
    document.removeEventListener("pointerdown", shut)
    document.removeEventListener("keydown", shut)
    wide.removeEventListener("change", fit)
  }
}
