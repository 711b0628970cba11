/// The style of the report: one column of text, figures in pairs where there is room, two palettes.
enum ReportStyle {
  /// Holds no `<` and no `&`, so that the page is well-formed XML too.
  static let sheet = colours + page + tables + rules + plots

  private static let colours = """
    :root {
      --paper: #fbfaf7; --card: #ffffff; --ink: #1c1b19; --muted: #64615a; --line: #dfdcd4;
      --faint: #efede7; --blue: #0b63a8; --orange: #b84a00; --green: #00704f; --purple: #8e4585;
      --added: #e2f2e4; --removed: #fbe6e1; --good: #1b6e3c; --bad: #a8301c; --shade: #1c1b1938;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #141517; --card: #1b1d20; --ink: #e9e7e2; --muted: #a3a099; --line: #34373b;
        --faint: #24272a; --blue: #6db5f2; --orange: #f29a63; --green: #5cc79d; --purple: #d597cf;
        --added: #173324; --removed: #3d211c; --good: #76cf98; --bad: #f39380; --shade: #000000b0;
      }
    }

    """

  private static let page = """
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body {
      margin: 0 auto; padding: 0 16px 64px; max-width: 1120px; background: var(--paper);
      color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", sans-serif;
    }
    p, li, dd { overflow-wrap: anywhere; }
    p { max-width: 44em; margin: 0 0 12px; }
    a { color: var(--blue); text-underline-offset: 2px; }
    :focus-visible { outline: 2px solid var(--blue); outline-offset: 2px; }
    .skip { position: absolute; left: -999px; }
    .skip:focus { left: 16px; top: 8px; background: var(--card); padding: 8px 12px; z-index: 1; }
    header { padding-top: 48px; }
    .kicker { color: var(--muted); font-size: 14px; margin-bottom: 8px; }
    h1 {
      font-size: clamp(27px, 4.4vw, 42px); line-height: 1.15; letter-spacing: -0.02em;
      margin: 0 0 20px; max-width: 22em; font-weight: 650; text-wrap: balance;
    }
    h1.good { color: var(--good); }
    h1.bad { color: var(--bad); }
    h2 { font-size: 24px; letter-spacing: -0.01em; margin: 0 0 12px; font-weight: 650; }
    h3 { font-size: 18px; margin: 28px 0 12px; font-weight: 600; }
    .lede { font-size: 17px; }
    .muted { color: var(--muted); }
    .notice { border-left: 3px solid var(--orange); padding: 4px 12px; }
    section { border-top: 1px solid var(--line); padding-top: 32px; margin-top: 48px; }
    nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: 6px 20px; padding: 0; margin: 0; }
    nav { margin-top: 24px; font-size: 15px; }
    footer { margin-top: 64px; color: var(--muted); font-size: 14px; }
    .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(148px, 1fr)); gap: 16px; margin: 28px 0 0; }
    .figures dt { color: var(--muted); font-size: 13px; }
    .figures dd { margin: 0; white-space: pre-line; font-size: 19px; font-weight: 600; font-variant-numeric: tabular-nums; }
    .pair { display: grid; grid-template-columns: minmax(0, 1fr); gap: 24px 40px; align-items: start; }
    @media (min-width: 860px) { .pair { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); } }

    """

  private static let tables = """
    .scroll { --under: var(--paper); overflow-x: auto; margin: 12px 0 16px; }
    table { border-collapse: collapse; font-size: 14px; width: 100%; }
    caption { text-align: left; color: var(--muted); padding-bottom: 6px; }
    th, td { padding: 6px 14px 6px 0; text-align: left; border-bottom: 1px solid var(--line); vertical-align: top; }
    th { font-weight: 600; }
    thead th { color: var(--muted); font-weight: 500; white-space: nowrap; }
    tbody th { font-weight: 500; }
    tbody th:not(.number) { min-width: 6em; }
    .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
    .share { display: inline-flex; align-items: center; gap: 8px; justify-content: flex-end; }
    .track { display: inline-block; width: 64px; height: 6px; background: var(--faint); border-radius: 3px; overflow: hidden; }
    .track span { display: block; height: 100%; background: var(--blue); }
    /* A shadow at an edge behind which there is more: covers that move with the content hide it at the ends. */
    .scroll, pre {
      background:
        linear-gradient(to right, var(--under) 40%, transparent) left / 28px 100% no-repeat local,
        linear-gradient(to left, var(--under) 40%, transparent) right / 28px 100% no-repeat local,
        linear-gradient(to right, var(--shade), transparent) left / 9px 100% no-repeat scroll,
        linear-gradient(to left, var(--shade), transparent) right / 9px 100% no-repeat scroll,
        var(--under);
    }
    details { margin: 8px 0; }
    summary { cursor: pointer; color: var(--muted); font-size: 14px; }

    """

  private static let rules = """
    pre {
      --under: var(--card); border: 1px solid var(--line); border-radius: 6px; margin: 12px 0;
      padding: 12px 14px; overflow-x: auto; font: 13.5px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace;
    }
    pre code { font: inherit; }
    .cards { display: grid; grid-template-columns: minmax(0, 1fr); gap: 12px 40px; }
    @media (min-width: 860px) { .cards { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); } }
    .card-body h3 { font-size: 15px; margin: 0; }
    .card-body p { margin: 2px 0 8px; font-size: 14px; color: var(--muted); }
    .card-body strong { color: var(--ink); font-size: 16px; }
    .card:target h3 { color: var(--blue); }
    .panel { min-height: 200px; }
    .lineage { list-style: none; margin: 16px 0; padding: 0 0 0 20px; border-left: 2px solid var(--line); }
    .lineage li { position: relative; margin: 0 0 18px; }
    .lineage li::before {
      content: ""; position: absolute; left: -26px; top: 7px; width: 10px; height: 10px;
      border-radius: 50%; background: var(--blue);
    }
    .lineage .between::before { background: var(--line); }
    .change { display: flex; flex-wrap: wrap; gap: 2px 14px; align-items: baseline; max-width: none; margin: 0; }
    .change .muted { font-size: 14px; }
    .score { font-variant-numeric: tabular-nums; font-size: 15px; }
    .difference { padding: 8px 0; }
    .difference code { display: block; width: max-content; min-width: 100%; white-space: pre; padding: 0 14px; }
    .difference ins, .difference del { display: block; text-decoration: none; margin: 0 -14px; padding: 0 14px; }
    .difference ins { background: var(--added); }
    .difference del { background: var(--removed); }

    """

  private static let plots = """
    figure { margin: 12px 0; }
    figcaption { color: var(--muted); font-size: 14px; }
    .plot { display: block; width: 100%; height: auto; max-width: 560px; }
    .plot text { fill: var(--muted); }
    .plot .row, .plot .name { fill: var(--ink); }
    .plot .note { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; }
    .plot .grid { stroke: var(--line); }
    .plot .axis { stroke: var(--muted); }
    .level { stroke: var(--muted); stroke-dasharray: 2 3; }
    .curve.pen-0, .bar.pen-0, .interval.pen-0 { stroke: var(--blue); }
    .curve.pen-1, .bar.pen-1, .interval.pen-1 { stroke: var(--orange); }
    .curve.pen-2, .bar.pen-2, .interval.pen-2 { stroke: var(--green); }
    .curve.pen-3, .bar.pen-3, .interval.pen-3 { stroke: var(--purple); }
    .curve.pen-6, .bar.pen-6, .interval.pen-6 { stroke: var(--ink); }
    .dot.pen-0, .band.pen-0 { fill: var(--blue); }
    .dot.pen-1, .band.pen-1 { fill: var(--orange); }
    .dot.pen-2, .band.pen-2 { fill: var(--green); }
    .dot.pen-3, .band.pen-3 { fill: var(--purple); }
    .dot.pen-6, .band.pen-6 { fill: var(--ink); }
    .bar { opacity: 0.45; }
    .interval { stroke-width: 3; stroke-linecap: round; }
    .rest { fill: var(--muted); opacity: 0.45; }
    .front { fill: var(--orange); stroke: var(--paper); stroke-width: 1.5; }
    a:focus .front, a:hover .front, a.shown .front { fill: var(--blue); }
    .plot a:focus { outline: none; }
    .plot a:focus-visible .front { stroke: var(--ink); stroke-width: 2.5; }
    .legend { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 6px 0 12px; padding: 0; font-size: 14px; color: var(--muted); }
    .legend li { display: inline-flex; align-items: center; gap: 8px; }
    @media (prefers-reduced-motion: no-preference) { .front { transition: fill 120ms; } }
    @media print { nav, .skip { display: none; } }

    """
}
