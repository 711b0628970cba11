import OptProgram

/// One result of the reference interpreter.
struct ReferenceTraceEntry<Real: ReferenceReal> {
  var tensor: Int
  var primitive: Primitive
  var operands: [ReferenceValue<Real>]
  var result: ReferenceValue<Real>
}

/// What a statement has computed for one tensor.
package struct TracedStatement<Real: ReferenceReal>: Sendable {
  /// The place of the statement in `Program.step`.
  package var instruction: Int

  /// The tensor.
  package var tensor: Int

  /// The value that was assigned.
  package var value: ReferenceValue<Real>
}

/// Where a number stopped being finite (semantics rule 15).
public struct NonFiniteResult: Hashable, Sendable {
  /// The step, from 1.
  public var step: Int

  /// The place of the statement in `Program.step`; the number of statements for `w - update` itself.
  public var instruction: Int

  /// The tensor.
  public var tensor: Int

  /// The row of the element; 0 for a scalar.
  public var row: Int

  /// The column of the element; 0 for a scalar.
  public var col: Int

  /// The result: an infinity or NaN.
  public var value: Double

  /// The finite numbers it was computed from, in the order of the arguments; of a sum, none.
  public var operands: [Double]
}

extension ReferenceExecution {
  /// Follows a weight that is not finite back to the operation whose arguments are still finite.
  ///
  /// Weights that a `where` protects are not followed into the side that was not taken, because the
  /// way back begins at the weight.
  func origin(tensor: Int, row: Int, col: Int, step: Int) -> NonFiniteResult? {
    let entries = trace.filter { $0.tensor == tensor }
    guard let result = environments[tensor].expansion.result else { return nil }
    var slot = result
    var place = (row: row, col: col)
    var end = entries.count
    var found: NonFiniteResult?
    while let index = entries[..<end].lastIndex(where: { $0.primitive.target == slot }) {
      let entry = entries[index]
      found = entry.nonFinite(step: step, row: place.row, col: place.col)
      guard let cause = entry.cause(row: place.row, col: place.col) else { return found }
      guard case .slot(let next) = entry.primitive.operands[cause.operand] else { return found }
      (slot, place, end) = (next, (cause.row, cause.col), index)
    }
    return found
  }
}

extension ReferenceTraceEntry {
  fileprivate func nonFinite(step: Int, row: Int, col: Int) -> NonFiniteResult {
    let isElementwise = if case .elementwise = primitive.operation { true } else { false }
    return NonFiniteResult(
      step: step,
      instruction: primitive.instruction,
      tensor: tensor,
      row: row,
      col: col,
      value: result.number(row, col),
      operands: isElementwise ? operands.map { $0.number(row, col) } : []
    )
  }

  /// The argument that is not finite already, and its element; nil if all are finite.
  fileprivate func cause(row: Int, col: Int) -> (operand: Int, row: Int, col: Int)? {
    for (place, operand) in operands.enumerated() {
      if case .elementwise(let opcode) = primitive.operation {
        if opcode == .whereSelect, place == (operands[0].number(row, col) != 0 ? 2 : 1) { continue }
        if !operand.number(row, col).isFinite {
          return (place, operand.place(row, col).row, operand.place(row, col).col)
        }
      } else if let element = operand.firstNonFinite {
        return (place, element.row, element.col)
      }
    }
    return nil
  }
}

extension ReferenceValue {
  /// The number at an element that the value broadcasts to.
  func number(_ row: Int, _ col: Int) -> Double {
    switch self {
    case .scalar(let number): number
    case .matrix(let matrix): Double(matrix[row, col])
    }
  }

  /// The value's own element at an element that it broadcasts to.
  fileprivate func place(_ row: Int, _ col: Int) -> (row: Int, col: Int) {
    switch self {
    case .scalar: (0, 0)
    case .matrix(let matrix): (matrix.rows == 1 ? 0 : row, matrix.cols == 1 ? 0 : col)
    }
  }

  fileprivate var firstNonFinite: (row: Int, col: Int)? {
    switch self {
    case .scalar(let number): return number.isFinite ? nil : (0, 0)
    case .matrix(let matrix):
      guard let index = matrix.elements.firstIndex(where: { !$0.isFinite }) else { return nil }
      return (index / matrix.cols, index % matrix.cols)
    }
  }
}

extension ReferenceExecution {
  /// The new weight (or `eval_w`) of a tensor.
  func result(_ tensor: Int) -> [Real] {
    let environment = environments[tensor]
    guard let slot = environment.expansion.result, let value = environment.values[slot] else {
      preconditionFailure("the list has no result")
    }
    return value.matrix.elements
  }

  /// The last result of each statement: what it assigned.
  var statements: [TracedStatement<Real>] {
    var result: [TracedStatement<Real>] = []
    for (index, entry) in trace.enumerated() {
      let isLast = !trace[(index + 1)...].contains {
        $0.tensor == entry.tensor && $0.primitive.instruction == entry.primitive.instruction
      }
      guard isLast else { continue }
      result.append(
        TracedStatement(
          instruction: entry.primitive.instruction,
          tensor: entry.tensor,
          value: entry.result
        )
      )
    }
    return result
  }
}
