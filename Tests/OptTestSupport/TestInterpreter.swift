internal import Foundation
public import OptProgram

/// Executes flat programs in Double, statement by statement over all tensors of a small model.
///
/// An obvious second implementation for tests of transformations. It does not round narrow states, and
/// knows no `inverse`, `inverse_root`, `orthogonalize`, `solve`, `eigvecs`, `qr`, `kth_largest` and `top_k_mask`.
public struct TestInterpreter {
  /// The dimensions of the model's tensors.
  public var dimensions: [(rows: Int, cols: Int, rank: Int)] = [(3, 4, 2), (5, 1, 1)]

  /// The number of steps.
  public var steps = 5

  /// The learning rate.
  public var learningRate = 0.1

  /// An interpreter for two tensors and five steps.
  public init() {}

  /// Whether an operation is known.
  public static func supports(_ opcode: Opcode) -> Bool {
    switch opcode {
    case .inverse, .inverseRoot, .orthogonalize, .solve, .eigvecs, .qr, .kthLargest, .topKMask:
      false
    default: true
    }
  }

  /// The weights and evaluation weights after each step, on random weights and gradients of a seed; gradients
  /// vary in sign and scale and some are 0.
  public func trajectory(_ program: Program, seed: UInt64) -> [Double] {
    var run = Run(program: program, dimensions: dimensions, seed: seed)
    var result: [Double] = []
    for step in 1...steps {
      result += run.step(step, totalSteps: steps, learningRate: learningRate)
    }
    return result
  }
}

private struct Run {
  let program: Program
  let dimensions: [(rows: Int, cols: Int, rank: Int)]
  let seed: UInt64
  var random: RandomStream
  var weights: [Matrix]
  var states: [Int: [Matrix]] = [:]
  var values: [[Matrix?]] = []

  init(program: Program, dimensions: [(rows: Int, cols: Int, rank: Int)], seed: UInt64) {
    self.program = program
    self.dimensions = dimensions
    self.seed = seed
    var random = RandomStream(seed: seed, purpose: .test)
    weights = dimensions.map { sides in
      Matrix.make(rows: sides.rows, cols: sides.cols) { _, _ in random.normal() }
    }
    self.random = random
  }

  /// Executes a step and its evaluation; the new weights, and after them the weights to evaluate with.
  mutating func step(_ step: Int, totalSteps: Int, learningRate: Double) -> [Double] {
    values = Array(
      repeating: Array(repeating: nil, count: dimensions.count),
      count: program.variables.count
    )
    enter(step: step, totalSteps: totalSteps, learningRate: learningRate)
    if step == 1 { initialize() }
    for state in program.states { values[Int(state.index)] = states[Int(state.index)] ?? [] }
    execute(program.step, step: step, totalSteps: totalSteps)
    for state in program.states {
      states[Int(state.index)] = values[Int(state.index)].compactMap { $0 }
    }
    weights = dimensions.indices.map { tensor in newWeight(tensor) }
    var result = weights.flatMap(\.elements)
    values[Int(Builtin.weight.rawValue)] = weights
    execute(program.evaluation, step: step, totalSteps: totalSteps)
    for tensor in dimensions.indices {
      if let evaluated = values[Int(Builtin.evalWeight.rawValue)][tensor] {
        result += shaped(evaluated, tensor).elements
      }
    }
    return result
  }

  private func newWeight(_ tensor: Int) -> Matrix {
    if let update = values[Int(Builtin.update.rawValue)][tensor] {
      return weights[tensor].zip(update, -)
    }
    return shaped(values[Int(Builtin.weight.rawValue)][tensor] ?? weights[tensor], tensor)
  }

  private func shaped(_ matrix: Matrix, _ tensor: Int) -> Matrix {
    matrix.broadcast(rows: dimensions[tensor].rows, cols: dimensions[tensor].cols)
  }

  private mutating func enter(step: Int, totalSteps: Int, learningRate: Double) {
    for (tensor, sides) in dimensions.enumerated() {
      set(.weight, tensor, weights[tensor])
      set(.gradient, tensor, gradient(sides.rows, sides.cols))
      set(.learningRate, tensor, Matrix(learningRate / Double(step)))
      set(.stepNumber, tensor, Matrix(Double(step)))
      set(.totalSteps, tensor, Matrix(Double(totalSteps)))
      set(.rows, tensor, Matrix(Double(sides.rows)))
      set(.cols, tensor, Matrix(Double(sides.cols)))
      set(.rank, tensor, Matrix(Double(sides.rank)))
      set(.numel, tensor, Matrix(Double(sides.rows * sides.cols)))
      for variable in program.hyperparameters {
        values[Int(variable.index)][tensor] = program.defaultValue(of: variable).map { Matrix($0) }
      }
    }
    for variable in program.inputs { enter(input: variable, step: step) }
  }

  private mutating func enter(input variable: Variable, step: Int) {
    guard case .input(let kind) = program[variable].role else { return }
    // Keyed by the name: a program that lacks another input sees the same numbers.
    let key = program[variable].name.utf8.reduce(0) { mix64($0 ^ UInt64($1)) }
    var random = RandomStream(seed: seed ^ key, purpose: .noise, index: UInt64(step))
    let shared = Matrix(1 + random.uniform())
    for (tensor, sides) in dimensions.enumerated() {
      values[Int(variable.index)][tensor] =
        kind.type.shape.isScalar
        ? shared : Matrix.make(rows: sides.rows, cols: sides.cols) { _, _ in random.normal() }
    }
  }

  private mutating func set(_ builtin: Builtin, _ tensor: Int, _ value: Matrix) {
    values[Int(builtin.rawValue)][tensor] = value
  }

  private mutating func gradient(_ rows: Int, _ cols: Int) -> Matrix {
    let scale = exp2(6 * random.normal().rounded() / 2)
    return Matrix.make(rows: rows, cols: cols) { _, _ in
      random.below(8) == 0 ? 0 : random.normal() * scale
    }
  }

  private mutating func initialize() {
    for state in program.states {
      guard case .state(let type, _) = program[state].role else { continue }
      states[Int(state.index)] = dimensions.map { sides in
        func length(_ extent: Extent) -> Int {
          switch extent {
          case .one: 1
          case .rows: sides.rows
          case .cols: sides.cols
          }
        }
        return Matrix(0).broadcast(rows: length(type.shape.rows), cols: length(type.shape.cols))
      }
    }
    execute(program.initialization, step: 1, totalSteps: 0)
    for instruction in program.initialization {
      let target = Int(instruction.target.index)
      guard let zeros = states[target] else { continue }
      states[target] = dimensions.indices.map { tensor in
        let value = values[target][tensor] ?? zeros[tensor]
        return value.broadcast(rows: zeros[tensor].rows, cols: zeros[tensor].cols)
      }
    }
  }

  private mutating func execute(_ instructions: [Instruction], step: Int, totalSteps: Int) {
    let truths = dimensions.map { sides in
      program.truths(
        HostValues(
          step: step,
          totalSteps: totalSteps,
          rows: sides.rows,
          cols: sides.cols,
          rank: sides.rank
        )
      )
    }
    for instruction in instructions {
      let active = dimensions.indices.filter { tensor in
        guard let index = instruction.guardIndex else { return true }
        return program.guards[Int(index)].allSatisfy {
          truths[tensor][Int($0.condition)] != $0.isNegated
        }
      }
      if active.isEmpty { continue }
      let operands = (0..<instruction.operandCount).map { place in
        dimensions.indices.map { tensor in operand(instruction[place], tensor) }
      }
      let results = instruction.opcode.evaluate(operands, active)
      for tensor in active {
        values[Int(instruction.target.index)][tensor] = results[tensor]
      }
    }
  }

  private func operand(_ operand: Operand, _ tensor: Int) -> Matrix {
    switch operand {
    case .constant(let number): return Matrix(number)
    case .variable(let variable):
      return values[Int(variable.index)][tensor] ?? Matrix(.nan)
    }
  }
}

extension Opcode {
  /// The results for all tensors; those that are not active are not looked at.
  fileprivate func evaluate(_ operands: [[Matrix]], _ active: [Int]) -> [Matrix] {
    let tensors = operands[0].indices
    func total(_ term: (Int) -> Double) -> Double { active.reduce(0) { $0 + term($1) } }
    let first = operands[0]
    switch self {
    case .globalSum:
      let sum = total { first[$0].sum }
      return tensors.map { _ in Matrix(sum) }
    case .globalNorm:
      let norm = total { first[$0].sumOfSquares }.squareRoot()
      return tensors.map { _ in Matrix(norm) }
    case .globalNorm1:
      let norm = total { first[$0].sumOfMagnitudes }
      return tensors.map { _ in Matrix(norm) }
    case .globalDot:
      let sum = total { first[$0].zip(operands[1][$0], *).sum }
      return tensors.map { _ in Matrix(sum) }
    case .clipByGlobalNorm:
      let norm = total { first[$0].sumOfSquares }.squareRoot()
      return tensors.map { clipped(first[$0], norm: norm, limit: operands[1][$0].elements[0]) }
    default:
      return tensors.map { tensor in
        active.contains(tensor) ? evaluate(operands.map { $0[tensor] }) : Matrix(.nan)
      }
    }
  }

  private func clipped(_ matrix: Matrix, norm: Double, limit: Double) -> Matrix {
    if norm == 0 { return matrix }
    let factor = ieeeMinimum(1, limit / norm)
    return matrix.map { $0 * factor }
  }

  private func evaluate(_ operands: [Matrix]) -> Matrix {
    switch family {
    case .elementwise:
      return elementwise(operands)
    case .reduction, .globalReduction:
      return Matrix(reduction(operands))
    case .axisReduction:
      return axisReduction(operands[0])
    case .normClip:
      let norm = operands[0].sumOfSquares.squareRoot()
      return clipped(operands[0], norm: norm, limit: operands[1].elements[0])
    case .matrix:
      return matrixResult(operands)
    case .order:
      preconditionFailure("not supported: \(name)")
    }
  }

  private func elementwise(_ operands: [Matrix]) -> Matrix {
    switch arity {
    case 1: operands[0].map { unary($0) }
    case 2: operands[0].zip(operands[1]) { binary($0, $1) }
    default:
      Matrix.make(
        rows: operands.map(\.rows).max() ?? 1,
        cols: operands.map(\.cols).max() ?? 1
      ) { row, column in
        ternary(operands[0][row, column], operands[1][row, column], operands[2][row, column])
      }
    }
  }

  private func reduction(_ operands: [Matrix]) -> Double {
    let first = operands[0]
    let count = Double(first.elements.count)
    switch self {
    case .sum: return first.sum
    case .mean: return first.sum / count
    case .norm: return first.sumOfSquares.squareRoot()
    case .norm1: return first.sumOfMagnitudes
    case .maxAbs: return first.elements.reduce(0) { ieeeMaximum($0, $1.magnitude) }
    case .rms: return (first.sumOfSquares / count).squareRoot()
    case .dot: return first.zip(operands[1], *).sum
    case .cosineSim:
      let left = first.zip(operands[1]) { left, _ in left }
      let right = first.zip(operands[1]) { _, right in right }
      let norms = left.sumOfSquares.squareRoot() * right.sumOfSquares.squareRoot()
      return norms == 0 ? 0 : first.zip(operands[1], *).sum / norms
    default: preconditionFailure("\(name) is no reduction")
    }
  }

  private func axisReduction(_ operand: Matrix) -> Matrix {
    let isRow = self == .rowMean || self == .rowSum
    let matrix = isRow ? operand : operand.transposed
    let isMean = self == .rowMean || self == .colMean
    let sums = (0..<matrix.rows).map { row in
      (0..<matrix.cols).reduce(0) { $0 + matrix[row, $1] } / (isMean ? Double(matrix.cols) : 1)
    }
    return isRow
      ? Matrix(rows: sums.count, cols: 1, sums) : Matrix(rows: 1, cols: sums.count, sums)
  }

  private func matrixResult(_ operands: [Matrix]) -> Matrix {
    let first = operands[0]
    switch self {
    case .matmul: return first.times(operands[1])
    case .transpose: return first.transposed
    case .outer: return first.times(operands[1].transposed)
    case .trace: return Matrix((0..<first.rows).reduce(0) { $0 + first[$1, $1] })
    case .diag: return Matrix.make(rows: first.rows, cols: 1) { row, _ in first[row, row] }
    case .eye:
      let side = Int(first.elements[0])
      return Matrix.make(rows: side, cols: side) { $0 == $1 ? 1 : 0 }
    default: preconditionFailure("not supported: \(name)")
    }
  }

  private func unary(_ x: Double) -> Double {
    switch self {
    case .copy: x
    case .neg: -x
    case .abs: x.magnitude
    case .sign: x > 0 ? 1 : x < 0 ? -1 : x.isNaN ? x : 0
    case .sqrt: x.squareRoot()
    case .rsqrt: 1 / x.squareRoot()
    case .cbrt: Foundation.cbrt(x)
    case .square: x * x
    case .cube: x * x * x
    case .reciprocal: 1 / x
    case .exp: Foundation.exp(x)
    case .exp2: Foundation.exp2(x)
    case .expm1: Foundation.expm1(x)
    case .log: Foundation.log(x)
    case .log2: Foundation.log2(x)
    case .log10: Foundation.log10(x)
    case .log1p: Foundation.log1p(x)
    case .sin: Foundation.sin(x)
    case .cos: Foundation.cos(x)
    case .tan: Foundation.tan(x)
    case .arcsin: asin(x)
    case .arccos: acos(x)
    case .arctan: atan(x)
    case .sinh: Foundation.sinh(x)
    case .cosh: Foundation.cosh(x)
    case .tanh: Foundation.tanh(x)
    case .arcsinh: asinh(x)
    case .arccosh: acosh(x)
    case .arctanh: atanh(x)
    case .sigmoid: 1 / (1 + Foundation.exp(-x))
    case .relu: ieeeMaximum(x, 0)
    case .floor: x.rounded(.down)
    default: preconditionFailure("\(name) takes more operands")
    }
  }

  private func binary(_ a: Double, _ b: Double) -> Double {
    switch self {
    case .add: a + b
    case .sub: a - b
    case .mul: a * b
    case .div: a / b
    case .mod: a - b * (a / b).rounded(.down)
    case .pow: Foundation.pow(a, b)
    case .lt: a < b ? 1 : 0
    case .le: a <= b ? 1 : 0
    case .gt: a > b ? 1 : 0
    case .ge: a >= b ? 1 : 0
    case .eq: a == b ? 1 : 0
    case .ne: a != b ? 1 : 0
    case .min: ieeeMinimum(a, b)
    case .max: ieeeMaximum(a, b)
    case .copysign: b.isNaN ? a.magnitude : Foundation.copysign(a, b)
    case .divNoNan: b == 0 ? 0 : a / b
    default: preconditionFailure("\(name) does not take two operands")
    }
  }

  private func ternary(_ a: Double, _ b: Double, _ c: Double) -> Double {
    switch self {
    case .clip: ieeeMinimum(c, ieeeMaximum(a, b))
    case .whereSelect: a != 0 ? b : c
    case .interp: (1 - c) * a + c * b
    default: preconditionFailure("\(name) does not take three operands")
    }
  }
}

/// The smaller number, NaN if either is NaN.
private func ieeeMinimum(_ a: Double, _ b: Double) -> Double {
  a.isNaN || b.isNaN ? .nan : a < b || (a == b && a.sign == .minus) ? a : b
}

/// The larger number, NaN if either is NaN.
private func ieeeMaximum(_ a: Double, _ b: Double) -> Double {
  a.isNaN || b.isNaN ? .nan : a > b || (a == b && a.sign == .plus) ? a : b
}
