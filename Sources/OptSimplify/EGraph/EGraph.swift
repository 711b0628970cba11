internal import OptProgram

/// One way to compute the value of a class: an operation on values of classes.
struct ENode: Hashable, Sendable {
  var opcode: Opcode
  var operands: [Int]
}

/// All known ways to compute one value.
struct EClass {
  /// The value's normal form and the type it has in the program.
  var value: Value

  /// The number or the variable at the start of a step that the value is, if it is one.
  var leaf: Operand?

  /// Operations that give the value, those of the program first.
  var nodes: [ENode] = []

  /// For each node the laws that brought it into normal form.
  var laws: [LawSet] = []

  /// How many of the nodes are the program's own.
  var ownCount = 0
}

/// Equal expressions of a program, class by class.
///
/// Two expressions are in one class if and only if they have the same normal form and type, so that the
/// classes are congruent by construction: associativity, commutativity, distribution and all other laws of
/// `Algebra` are never applied as rewrites, and a node that is proposed by a rewrite is proven by the
/// class it falls into.
struct EGraph {
  /// How far saturation goes; counted, never timed, so that results are the same everywhere.
  struct Limits: Hashable, Sendable {
    var classes = 400
    var nodes = 4_000
    var proposals = 400_000
  }

  private(set) var algebra: Algebra
  private(set) var classes: [EClass] = []
  private(set) var nodeCount = 0
  private(set) var proposalCount = 0
  let limits: Limits
  let program: Program
  private var places: [Value: Int] = [:]
  /// By normal form: the class of its expression, nil where it has none; see `build(_:)`.
  var built: [Term: Int?] = [:]

  init(_ program: Program, algebra: Algebra, limits: Limits) {
    self.program = program
    self.algebra = algebra
    self.limits = limits
  }

  /// Whether another proposal may be made.
  var hasRoom: Bool {
    classes.count < limits.classes && nodeCount < limits.nodes
      && proposalCount < limits.proposals
  }

  /// The class of a number.
  mutating func number(_ number: Double) -> Int {
    let term = algebra.number(number.tidy)
    let value = Value(term: term, type: .modelScalar)
    return place(of: value, leaf: .constant(algebra.value(term) ?? number))
  }

  /// The class of the value of a variable at the start of a step.
  mutating func variable(_ variable: Variable, _ value: Value) -> Int {
    place(of: value, leaf: .variable(variable))
  }

  /// The class of a value.
  mutating func place(of value: Value, leaf: Operand? = nil) -> Int {
    if let known = places[value] {
      let isNumber = if case .constant = leaf { true } else { false }
      if classes[known].leaf == nil || isNumber {
        classes[known].leaf = leaf ?? classes[known].leaf
      }
      return known
    }
    places[value] = classes.count
    classes.append(EClass(value: value, leaf: leaf))
    return classes.count - 1
  }

  /// The class of an operation on values of classes, to which it is added; nil where it does not fit.
  mutating func add(_ opcode: Opcode, _ operands: [Int], isOwn: Bool = false) -> Int? {
    guard let value = value(opcode, operands) else { return nil }
    let place = place(of: value)
    insert(ENode(opcode: opcode, operands: operands), into: place, isOwn: isOwn)
    return place
  }

  /// Adds an operation if it gives a value that some class has.
  mutating func propose(_ opcode: Opcode, _ operands: [Int]) {
    guard let value = value(opcode, operands), let place = places[value] else { return }
    if operands.contains(place) { return }
    insert(ENode(opcode: opcode, operands: operands), into: place, isOwn: false)
  }

  private mutating func insert(_ node: ENode, into place: Int, isOwn: Bool) {
    if classes[place].nodes.contains(node) { return }
    nodeCount += 1
    guard isOwn else {
      classes[place].nodes.append(node)
      classes[place].laws.append(algebra.laws)
      return
    }
    let end = classes[place].ownCount
    classes[place].nodes.insert(node, at: end)
    classes[place].laws.insert(algebra.laws, at: end)
    classes[place].ownCount += 1
  }

  /// What an operation computes; `algebra.laws` are then the laws it took.
  private mutating func value(_ opcode: Opcode, _ operands: [Int]) -> Value? {
    proposalCount += 1
    let values = operands.map { classes[$0].value }
    let type = try? opcode.result(
      values.map(\.type),
      isNumber: { isNumber(operands[$0]) },
      extent: { place in
        switch classes[operands[place]].leaf {
        case .variable(Builtin.rows.variable): .rows
        case .variable(Builtin.cols.variable): .cols
        case .variable, .constant, nil: nil
        }
      }
    )
    guard let type else { return nil }
    algebra.laws = []
    let term = algebra.apply(
      opcode,
      values.map(\.term),
      types: values.map(\.type),
      result: type
    )
    return Value(term: term, type: type)
  }

  /// Whether a class is a number that is known before the run.
  func isNumber(_ place: Int) -> Bool {
    switch classes[place].leaf {
    case .constant: true
    case .variable(let variable): program.defaultValue(of: variable) != nil
    case nil: false
    }
  }

  /// The number a class is, nil if it is none.
  func constant(_ place: Int) -> Double? {
    if case .constant(let number) = classes[place].leaf { number } else { nil }
  }

  /// Changes terms without touching classes.
  mutating func withAlgebra<Result>(_ body: (inout Algebra) -> Result) -> Result {
    body(&algebra)
  }
}

extension Double {
  /// The number with the fewest decimals that differs by a few units in the last place at most: what
  /// `0.9 * 0.8` is meant to be.
  fileprivate var tidy: Double {
    var scale = 1.0
    for _ in 0...20 {
      let rounded = (self * scale).rounded() / scale
      if (rounded - self).magnitude <= 4 * ulp { return rounded }
      scale *= 10
    }
    return self
  }
}
