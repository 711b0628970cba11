internal import OptProgram

extension EGraph {
  /// Adds every operation on values of two classes, or of one and numbers, that gives the value of a
  /// class, unless a limit is reached.
  ///
  /// `targets` are the classes that the program needs; their normal forms are written out first, which
  /// brings in the parts of which shorter expressions may be made. Proposals add no values but numbers, so
  /// that one round finds all there is.
  mutating func saturate(targets: [Int]) {
    for target in targets { build(classes[target].value.term) }
    let operands = reachable(from: targets).filter { constant($0) == nil }
    proposeUnary(operands)
    proposeWithNumbers(operands)
    proposeBinary(operands)
    proposeInterpolations(operands)
  }

  /// The classes that some way to compute the targets needs, in ascending order.
  private func reachable(from targets: [Int]) -> [Int] {
    var isReached = Array(repeating: false, count: classes.count)
    var open = targets
    while let place = open.popLast() {
      if isReached[place] { continue }
      isReached[place] = true
      for node in classes[place].nodes { open += node.operands }
    }
    return classes.indices.filter { isReached[$0] }
  }

  private mutating func proposeUnary(_ operands: [Int]) {
    for place in operands {
      let isScalar = classes[place].value.type.shape.isScalar
      for opcode in EGraph.unary where !isScalar || opcode.family == .elementwise {
        guard hasRoom else { return }
        propose(opcode, [place])
      }
    }
  }

  private mutating func proposeBinary(_ operands: [Int]) {
    for left in operands {
      for right in operands {
        let isScalar =
          classes[left].value.type.shape.isScalar && classes[right].value.type.shape.isScalar
        for opcode in EGraph.binary
        where (left <= right || !opcode.isCommutative)
          && (!isScalar || opcode.family == .elementwise)
        {
          guard hasRoom else { return }
          propose(opcode, [left, right])
        }
      }
    }
  }

  /// Multiples of a class and a class plus a number.
  private mutating func proposeWithNumbers(_ operands: [Int]) {
    for target in operands where classes[target].leaf == nil {
      for place in operands where place != target {
        guard hasRoom else { return }
        let (wanted, given) = (classes[target].value, classes[place].value)
        guard wanted.type == given.type else { continue }
        if let ratio = algebra.ratio(wanted.term, given.term), ratio.isFinite {
          let factor = number(ratio)
          propose(.mul, [place, factor])
        }
        let difference = withAlgebra { $0.subtract(wanted.term, given.term) }
        if let number = algebra.value(difference), number != 0 {
          let summand = self.number(number)
          propose(.add, [place, summand])
        }
      }
    }
  }

  /// `interp` of two classes: with a number where a value of the program is between them, nearer to the
  /// second as in an average, and with the weights of other interpolations that are no numbers.
  private mutating func proposeInterpolations(_ operands: [Int]) {
    let targets = operands.filter { place in
      classes[place].ownCount > 0 && algebra.entries(classes[place].value.term).count > 1
    }
    let weights = interpolationWeights()
    for left in operands {
      let offsets = targets.map { target in
        withAlgebra { [classes] in
          $0.subtract(classes[target].value.term, classes[left].value.term)
        }
      }
      for right in operands where right != left {
        guard hasRoom else { return }
        let span = withAlgebra { [classes] in
          $0.subtract(classes[right].value.term, classes[left].value.term)
        }
        for (target, offset) in zip(targets, offsets) where target != left && target != right {
          guard let weight = algebra.ratio(offset, span), weight >= 0.5, weight < 1 else {
            continue
          }
          let factor = number(weight)
          propose(.interp, [left, right, factor])
        }
        for weight in weights { propose(.interp, [left, right, weight]) }
      }
    }
  }

  /// Scalars that are no numbers and weigh interpolations of the program.
  private func interpolationWeights() -> [Int] {
    var found: [Int] = []
    for place in classes.indices {
      for node in classes[place].nodes.prefix(classes[place].ownCount)
      where node.opcode == .interp && constant(node.operands[2]) == nil {
        if !found.contains(node.operands[2]) { found.append(node.operands[2]) }
      }
    }
    return found
  }

  private static let unary: [Opcode] = Opcode.allCases.filter { opcode in
    switch opcode {
    case .copy, .eye: false
    default: opcode.arity == 1
    }
  }

  private static let binary: [Opcode] = [
    .add, .sub, .mul, .div, .divNoNan, .min, .max, .dot, .globalDot, .outer,
  ]
}

extension Algebra {
  /// The number by which the second term must be multiplied to give the first, nil if there is none.
  func ratio(_ left: Term, _ right: Term) -> Double? {
    let (a, b) = (parts.entries[entries(left)], parts.entries[entries(right)])
    guard a.count == b.count, let first = a.first, let second = b.first,
      second.coefficient != 0
    else { return nil }
    let ratio = first.coefficient / second.coefficient
    for (x, y) in zip(a, b)
    where x.term != y.term || rounded(x.coefficient) != rounded(y.coefficient * ratio) {
      return nil
    }
    return ratio
  }

  private func rounded(_ number: Double) -> UInt64 { Algebra.rounded(number) }
}
