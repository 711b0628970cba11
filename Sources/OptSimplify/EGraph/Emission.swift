internal import OptProgram

/// Turns extracted expressions into statements again.
///
/// Names and order of the program are kept where they can be. A state is assigned by the statement that
/// computes its next value, unless its old value is read later.
struct Emission {
  /// The table of variables, with new names at the end.
  private(set) var variables: [Declaration]

  /// What became of each statement that is no longer what it was.
  private(set) var steps: [Simplification.Step] = []

  private let program: Program
  private let extracted: Extracted
  private let list: VerifierError.Section
  private var schedule = Schedule()
  /// By class: the item that computes it.
  private var item: [Int: Int] = [:]
  /// By copy: the item whose value it copies.
  private var copied: [Int: Int] = [:]
  private var taken: Set<Variable> = []

  init(_ program: Program, _ extracted: Extracted, list: VerifierError.Section) {
    self.program = program
    self.extracted = extracted
    self.list = list
    variables = program.variables
  }

  /// The statements that compute the roots.
  mutating func instructions() -> [Instruction] {
    let places = extracted.extraction.order(extracted.roots.map(\.place)) ?? []
    let positions = positions(places)
    for place in places { append(place, position: positions[place] ?? 0) }
    for root in extracted.roots { assign(root) }
    for index in schedule.items.indices where schedule.items[index].target == nil {
      name(index)
    }
    guard let order = schedule.order() else {
      preconditionFailure("statements wait for one another")
    }
    explain()
    return order.map { instruction($0) }
  }

  // MARK: - Items

  /// By class: where in the program its value stood, or else where it is first needed.
  private func positions(_ places: [Int]) -> [Int: Int] {
    var result: [Int: Int] = [:]
    for place in places.reversed() {
      let needed = result[place] ?? extracted.instructions.count
      let position = extracted.list.assigned.firstIndex(of: place) ?? needed
      result[place] = position
      for operand in extracted.extraction.node(place)?.operands ?? [] {
        result[operand] = min(result[operand] ?? position, position)
      }
    }
    return result
  }

  private mutating func append(_ place: Int, position: Int) {
    guard let node = extracted.extraction.node(place) else { return }
    var after: [Int] = []
    var reads: [Variable] = []
    for operand in node.operands {
      if let computed = item[operand] {
        after.append(computed)
      } else if case .variable(let variable) = extracted.list.graph.classes[operand].leaf {
        reads.append(variable)
      }
    }
    item[place] = schedule.append(
      Schedule.Item(
        place: place,
        target: nil,
        source: nil,
        position: position,
        after: after,
        reads: reads
      )
    )
  }

  private mutating func assign(_ root: Root) {
    if let computed = item[root.place] {
      if !schedule.bind(computed, to: root.target) { copy(computed, to: root.target) }
    } else if let leaf = extracted.list.graph.classes[root.place].leaf {
      copy(leaf, to: root.target)
    }
  }

  /// A copy of a computed value, after all who read what it overwrites.
  private mutating func copy(_ computed: Int, to target: Variable) {
    let copy = schedule.append(
      Schedule.Item(
        place: nil,
        target: target,
        source: nil,
        position: extracted.instructions.count,
        after: [computed] + schedule.readers(of: target),
        reads: []
      )
    )
    copied[copy] = computed
  }

  /// A copy of a number, or of a variable's value before the list.
  private mutating func copy(_ leaf: Operand, to target: Variable) {
    var reads: [Variable] = []
    if case .variable(let source) = leaf {
      if source == target, program[source].role.isState { return }
      reads = [source]
    }
    let before = schedule
    _ = schedule.append(
      Schedule.Item(
        place: nil,
        target: target,
        source: leaf,
        position: extracted.instructions.count,
        after: schedule.readers(of: target),
        reads: reads
      )
    )
    for source in reads { schedule.protect(source) }
    if schedule.order() != nil { return }
    // States that exchange their values: one is saved first.
    schedule = before
    let saved = schedule.append(
      Schedule.Item(
        place: nil,
        target: nil,
        source: leaf,
        position: -1,
        after: [],
        reads: reads
      )
    )
    for source in reads { schedule.protect(source) }
    copy(saved, to: target)
  }

  // MARK: - Names

  /// Names the value of an item: as the program did, if the name is free, or anew.
  private mutating func name(_ index: Int) {
    let own = zip(extracted.instructions, extracted.list.assigned).filter {
      $0.1 == schedule.items[index].place
    }
    for (instruction, _) in own where program[instruction.target].role.isLocal {
      guard taken.insert(instruction.target).inserted else { continue }
      schedule.items[index].target = instruction.target
      return
    }
    let base = own.first.map { program[$0.0.target].name } ?? "x"
    schedule.items[index].target = declare(base)
  }

  private mutating func declare(_ base: String) -> Variable {
    let prefix = list == .evaluation ? "eval_" : ""
    let stem = prefix.isEmpty || base.hasPrefix(prefix) ? base : prefix + base
    var number = 1
    while variables.contains(where: { $0.name == "\(stem)\(number)" }) { number += 1 }
    variables.append(Declaration("\(stem)\(number)", .local))
    return Variable(variables.count - 1)
  }

  // MARK: - Statements

  private func instruction(_ index: Int) -> Instruction {
    let item = schedule.items[index]
    guard let target = item.target else { preconditionFailure("a statement without a target") }
    if let source = item.source { return Instruction(.copy, target, source) }
    if let computed = copied[index] { return Instruction(.copy, target, operand(ofItem: computed)) }
    guard let place = item.place, let node = extracted.extraction.node(place) else {
      preconditionFailure("a statement without a value")
    }
    return Instruction(
      node.opcode,
      target,
      node.operands.map { operand(ofClass: $0) },
      guardIndex: nil
    )
  }

  private func operand(ofItem index: Int) -> Operand {
    guard let target = schedule.items[index].target else {
      preconditionFailure("a statement without a target")
    }
    return .variable(target)
  }

  private func operand(ofClass place: Int) -> Operand {
    if let index = item[place] { return operand(ofItem: index) }
    guard let leaf = extracted.list.graph.classes[place].leaf else {
      preconditionFailure("a value that nothing computes")
    }
    return leaf
  }

  // MARK: - Reasons

  /// Notes each statement of the program whose value is computed in another way now, or would be if it were
  /// still needed: the next reasons build on it.
  private mutating func explain() {
    var printed = program
    printed.variables = variables
    let graph = extracted.list.graph
    for (old, place) in zip(extracted.instructions, extracted.list.assigned)
    where old.opcode != .copy {
      var laws = graph.ownLaws(place)
      if !extracted.extraction.isLeaf(place) {
        guard let new = extracted.extraction.choice[place], new >= graph.classes[place].ownCount
        else { continue }
        laws.formUnion(graph.classes[place].laws[new])
      }
      steps.append(
        Simplification.Step(
          rule: rule(old, place, laws),
          before: printed.text(ofStatement: old),
          after: definition(of: place, in: printed)
        )
      )
    }
  }

  private func rule(_ old: Instruction, _ place: Int, _ laws: LawSet) -> String {
    if old.opcode == .interp, extracted.extraction.node(place)?.opcode == .interp {
      return "chained moving averages are one"
    }
    let names = laws.laws.map(\.text)
    return names.isEmpty ? "equal values" : names.joined(separator: "; ")
  }

  /// How a value is computed: an assignment if a statement does it, else the expression.
  private func definition(of place: Int, in printed: Program) -> String {
    if let index = item[place] { return printed.text(ofStatement: instruction(index)) }
    return expression(place, in: printed, isOuter: true)
  }

  private func expression(_ place: Int, in printed: Program, isOuter: Bool) -> String {
    if let index = item[place], !isOuter, let target = schedule.items[index].target {
      return printed[target].name
    }
    switch extracted.list.graph.classes[place].leaf {
    case .variable(let variable): return printed[variable].name
    case .constant(let number): return number.optText
    case nil: break
    }
    guard let node = extracted.extraction.node(place) else { return "" }
    let operands = node.operands.map { expression($0, in: printed, isOuter: false) }
    return "\(node.opcode.name)(\(operands.joined(separator: ", ")))"
  }
}

extension EGraph {
  /// The laws that brought the program's own ways to compute a class into normal form.
  fileprivate func ownLaws(_ place: Int) -> LawSet {
    classes[place].laws.prefix(classes[place].ownCount).reduce(into: []) { $0.formUnion($1) }
  }
}
