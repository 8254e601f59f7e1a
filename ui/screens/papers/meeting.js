
// Slides over the whole window. The server is asked only for a unit, a decision and the address; a slide changes here.
function make(tag, cls, text) {
  const element = document.createElement(tag)
  if (cls) element.className = cls
  if (text !== undefined) element.textContent = text
  return element
}

function button(cls, label, act) {
  const element = make("button", cls, label)
  element.type = "button"
  element.onclick = act
  return element
}

let memory = null // survives where the page draws its parts anew

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const root = parentElement.querySelector(".sjm")
  const say = data.words, key = folder(data.folding)
  const state = memory ?? (memory = { place: data.start, over: "", told: null })
  const kept = data.slides.findIndex((slide) => slide.code === state.code)
  state.place = kept >= 0 ? kept : Math.min(state.place, data.slides.length - 1)
  root.dir = data.rtl ? "rtl" : "ltr"
  root.classList.toggle("sjm-conference", data.conference)
  document.documentElement.classList.add("sj-meeting")

  // The parts stay from run to run: a form that somebody is filling in survives an answer of the server.
  const parts = root.parts ?? (root.parts = Object.fromEntries(
    ["stage", "bar", "over", "pointer"].map((name) => [name, root.appendChild(make("div", `sjm-${name}`))])))
  const { stage, bar, over, pointer } = parts
  const counter = make("span", "sjm-counter")
  counter.setAttribute("aria-live", "polite")

  // The text is as large as the window allows, and never larger.
  const fits = () => stage.scrollHeight <= stage.clientHeight + 1 && stage.scrollWidth <= stage.clientWidth + 1
  const fit = () => {
    for (let grown = 1.7; grown > 0.4; grown -= 0.05) {
      stage.style.setProperty("--grown", grown.toFixed(2))
      if (fits()) return
    }
  }
  const draw = () => {
    const slide = data.unit && state.unit ? data.unit : data.slides[state.place]
    const started = performance.now()
    stage.replaceChildren(...slide.tree.map((node) => build(node)))
    fit()
    root.dataset.slide = slide.code
    state.code = data.slides[state.place].code
    counter.textContent = data.unit && state.unit ? "" : data.counters[state.place]
    requestAnimationFrame(() => { root.dataset.painted = String(Math.round(performance.now() - started)) })
  }
  const show = () => {
    if (data.unit && state.asked === data.unit.id) { state.unit = true; state.asked = null }
    draw()
  }
  const to = (place) => {
    state.unit = false
    state.place = Math.max(0, Math.min(data.slides.length - 1, place))
    draw()
    clearTimeout(state.told)
    const code = data.slides[state.place].code
    state.told = setTimeout(() => setStateValue("slide", code), 600)
  }
  const close = () => { over.replaceChildren(); state.over = ""; root.focus() }
  const leave = () => {
    if (document.fullscreenElement) document.exitFullscreen()
    memory = null
    setTriggerValue("leave", String(Date.now()))
  }
  const full = () => document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.().catch(() => {})

  const search = () => {
    state.over = "search"
    const box = make("div", "sjm-box"), field = make("input", "sjm-field"), list = make("ul", "sjm-list")
    field.placeholder = say.search
    field.setAttribute("aria-label", say.search)
    let found = [], at = 0
    const fill = () => {
      const wanted = key(field.value)
      found = data.units.filter((unit) => unit.key.includes(wanted)).slice(0, 8)
      at = 0
      list.replaceChildren(...found.map((unit, place) => {
        const item = make("li", place === at ? "sjm-at" : "", unit.name)
        item.onclick = () => choose(unit)
        return item
      }))
      if (!found.length) list.append(make("li", "sjm-none", say.nobody))
    }
    const move = (step) => {
      at = Math.max(0, Math.min(found.length - 1, at + step))
      ;[...list.children].forEach((item, place) => item.classList.toggle("sjm-at", place === at))
    }
    const choose = (unit) => {
      close()
      state.asked = unit.id
      if (data.unit && data.unit.id === unit.id) show()
      else setStateValue("unit", unit.id)
    }
    field.oninput = fill
    field.onkeydown = (event) => {
      event.stopPropagation()
      if (event.key === "Enter" && found[at]) { event.preventDefault(); choose(found[at]) }
      else if (event.key === "ArrowDown") { event.preventDefault(); move(1) }
      else if (event.key === "ArrowUp") { event.preventDefault(); move(-1) }
      else if (event.key === "Escape") close()
    }
    box.append(field, list)
    over.replaceChildren(box)
    fill()
    field.focus()
  }

  const decide = () => {
    state.over = "decide"
    const box = make("div", "sjm-box"), title = make("h2", "", say.decide)
    const asked = data.named ? ["text", "who", "until"] : ["me", "text", "who", "until"]
    const fields = Object.fromEntries(asked.map((name) => {
      const field = make("input", "sjm-field")
      field.placeholder = say[name]
      field.setAttribute("aria-label", say[name])
      field.maxLength = name === "text" ? 200 : 100
      field.onkeydown = (event) => {
        event.stopPropagation()
        if (event.key === "Escape") close()
        else if (event.key === "Enter") { event.preventDefault(); store() }
      }
      return [name, field]
    }))
    const store = () => {
      if (state.pending) return // the first press is still on its way
      state.pending = true
      state.said = String(Date.now())
      const said = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.value]))
      setStateValue("decision", { ...said, key: state.said })
    }
    const refused = make("p", "sjm-refused")
    refused.setAttribute("role", "alert")
    box.append(title, ...Object.values(fields), button("sjm-button", say.store, store), refused)
    over.replaceChildren(box)
    fields[asked[0]].focus()
  }
  // What was typed stays until the server has stored it.
  const answered = data.answer && data.answer.key === state.said ? data.answer : null
  if (answered) state.pending = false
  if (answered && answered.refused) {
    const line = over.querySelector(".sjm-refused")
    if (line) line.textContent = answered.text
  } else if (answered && state.over === "decide" && state.stored !== answered.key) {
    state.stored = answered.key
    close()
  }

  const tool = (cls, label, act) => { const made = button(`sjm-tool ${cls}`, label, act); made.title = label; return made }
  bar.replaceChildren(
    tool("sjm-back", say.back, () => to(state.place - 1)), counter, tool("sjm-next", say.next, () => to(state.place + 1)),
    tool("", say.find, search), tool("", say.decide, decide), tool("", say.full, full), tool("", say.leave, leave),
  )
  if (answered && !answered.refused) {
    const told = make("span", "sjm-told", answered.text)
    told.setAttribute("role", "status")
    bar.append(told)
  }

  root.tabIndex = -1
  root.onclick = async (event) => {
    const copy = event.target.closest("[data-copy]")
    if (!copy) return
    if (navigator.clipboard) await navigator.clipboard.writeText(copy.dataset.copy)
    else {
      const field = document.body.appendChild(make("textarea"))
      field.value = copy.dataset.copy
      field.select()
      document.execCommand("copy")
      field.remove()
    }
    copy.textContent = say.copied
  }
  root.onmousemove = (event) => { pointer.style.transform = `translate(${event.clientX}px, ${event.clientY}px)` }

  root.sized ??= new ResizeObserver(() => root.fit())
  root.fit = fit
  root.sized.observe(root)
  document.removeEventListener("keydown", root.onkey, true)
  root.onkey = (event) => {
    const target = event.composedPath()[0].tagName
    if (/^(INPUT|TEXTAREA)$/.test(target) || (target === "BUTTON" && (event.key === " " || event.key === "Enter"))) return
    if (state.over && event.key !== "Escape") return
    const control = event.ctrlKey || event.metaKey
    const forward = data.rtl ? "ArrowLeft" : "ArrowRight", backward = data.rtl ? "ArrowRight" : "ArrowLeft"
    const acts = {
      [forward]: () => to(state.place + 1), PageDown: () => to(state.place + 1),
      [backward]: () => to(state.place - 1), PageUp: () => to(state.place - 1),
      " ": () => to(state.place + (event.shiftKey ? -1 : 1)),
      Home: () => to(0), End: () => to(data.slides.length - 1),
      f: full, F: full, "\u0628": full, "/": search, d: decide, D: decide, "\u06cc": decide,
      Escape: () => { if (state.over) close(); else if (state.unit) { state.unit = false; draw() } else leave() },
    }
    const act = control ? (event.key === "k" || event.key === "\u0646" ? search : null) : event.altKey ? null : acts[event.key]
    if (!act) return
    event.preventDefault()
    event.stopPropagation()
    act()
  }
  document.addEventListener("keydown", root.onkey, true)

  show()
  if (!state.over && !root.contains(document.activeElement)) root.focus()
  return () => {
    clearTimeout(state.told)
    root.sized.disconnect()
    document.removeEventListener("keydown", root.onkey, true)
    document.documentElement.classList.remove("sj-meeting")
  }
}
