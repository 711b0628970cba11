import OptProgram

/// A plan for one tensor, with the memory it needs.
final class TensorBinding {
  let plan: TensorPlan
  let arrays: PlanArrays

  /// By segment: what is done.
  let segments: [UnsafeBufferPointer<BoundUnit>]
  let passes: [BoundPass]
  let matrixCalls: [(call: MatrixCall, memory: MatrixCallMemory)]

  /// The tensor's scalars.
  let scalars: UnsafeMutablePointer<Double>

  private let arena: Arena

  init(_ plan: TensorPlan, _ tensor: TensorArrays, _ arena: Arena) {
    self.plan = plan
    self.arena = arena
    arrays = PlanArrays(tensor, plan)
    scalars = arena.repeating(0, count: plan.scalars.count)
    var states: [ScalarCopy] = []
    for place in plan.neededScalars {
      switch plan.scalars[place].leaf {
      case .tensorState(let variable)?:
        guard let state = tensor.states[Int(variable.index)] else { continue }
        states.append(ScalarCopy(place: place, source: UnsafePointer(state.number)))
      case let leaf?: scalars[place] = leaf.value(of: tensor.shape)
      case nil: break
      }
    }
    var passes: [BoundPass] = []
    var matrixCalls: [(call: MatrixCall, memory: MatrixCallMemory)] = []
    var segments: [[BoundUnit]] = []
    for segment in plan.segments {
      var units: [BoundUnit] = []
      for unit in segment.units {
        switch unit {
        case .scalars(let code): units.append(.scalars(arena.copy(code)))
        case .pass(let pass):
          let bound = BoundPass(pass, arrays, arena)
          let isSmall = bound.count < 2 * PassRunner.elementsPerThread
          let isCall = bound.call.function != nil && isSmall
          units.append(isCall ? .call(bound.call) : .pass(passes.count))
          passes.append(bound)
        case .matrix(let call):
          units.append(.matrix(matrixCalls.count))
          matrixCalls.append((call, MatrixCallMemory(call, arrays)))
        }
      }
      segments.append(units)
    }
    if !states.isEmpty {
      // Where nothing is computed, states are read all the same: they may be kept as they are.
      if segments.isEmpty { segments.append([]) }
      segments[0].insert(.states(arena.copy(states)), at: 0)
    }
    self.segments = segments.map { arena.copy($0) }
    self.passes = passes
    self.matrixCalls = matrixCalls
  }
}

extension ScalarOperation {
  /// The value of what only depends on a tensor's shape.
  fileprivate func value(of shape: TensorShape) -> Double {
    switch self {
    case .rows: return Double(shape.rows)
    case .cols: return Double(shape.cols)
    case .rank: return Double(shape.rank)
    case .count(let counted):
      let (rows, cols) = shape.lengths(of: counted)
      return Double(rows * cols)
    case .tensorState, .learningRate, .stepNumber, .input, .modelState, .global, .result,
      .elementwise, .matrix:
      preconditionFailure("not known of a shape")
    }
  }
}
