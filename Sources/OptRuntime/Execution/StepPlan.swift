import OptProgram

/// What is done in a list of statements, for all tensors: their plans, and what is between them.
final class StepPlan {
  /// The truth of each condition, tensor by tensor.
  let truths: [ConditionTruths]

  /// By tensor.
  let bindings: [TensorBinding]

  /// The model's scalars that are there before the list.
  let modelLeaves: [(place: Int, operation: ScalarOperation)]

  /// By segment: the model's scalars to compute before it.
  let modelCode: [[ScalarInstruction]]

  /// By segment: the global reductions after it, and where their results go.
  let barriers: [[Barrier]]

  /// A global reduction.
  struct Barrier {
    /// The place among the contributions of each tensor's segment.
    let contribution: Int
    /// The model's scalar that gets the result.
    let result: Int
  }

  /// New values of the model's states.
  let modelStates: [(state: Variable, value: ScalarReference)]

  /// The number of segments.
  var segmentCount: Int { modelCode.count }

  init(
    truths: [ConditionTruths],
    bindings: [TensorBinding],
    model: ScalarCode,
    modelStates: [Variable]
  ) {
    self.truths = truths
    self.bindings = bindings
    let plans = bindings.map(\.plan)
    var isNeeded = model.entries.map { _ in false }
    for plan in plans { for place in plan.neededModelScalars { isNeeded[place] = true } }
    modelLeaves = model.entries.indices.compactMap { place in
      isNeeded[place] ? model.entries[place].leaf.map { (place, $0) } : nil
    }
    let levels = model.levels.indices.lazy.filter { isNeeded[$0] }.map { model.levels[$0] }
    let count = max(
      plans.map(\.segments.count).max() ?? 0,
      (levels.max() ?? 0) / PathGraph.levelsPerSegment + 1
    )
    modelCode = (0..<count).map { segment in
      model.entries.indices.compactMap { place in
        guard isNeeded[place], model.levels[place] / PathGraph.levelsPerSegment == segment else {
          return nil
        }
        return ScalarInstruction(model.entries[place], target: place)
      }
    }
    barriers = (0..<count).map { segment in
      guard let first = plans.first(where: { $0.segments.count > segment }) else { return [] }
      return first.segments[segment].contributions.enumerated().compactMap { place, entry in
        let operation = ScalarOperation.global(statement: entry.statement)
        guard let result = model.entries.firstIndex(where: { $0.operation == operation }) else {
          return nil
        }
        return Barrier(contribution: place, result: result)
      }
    }
    self.modelStates = modelStates.compactMap { state in
      for plan in plans {
        if let entry = plan.modelStates.first(where: { $0.state == state }) { return entry }
      }
      return nil
    }
  }
}

/// A plan for one tensor, and the memory it needs.
final class TensorBinding {
  let plan: TensorPlan
  let tensor: Int

  /// By segment: what is done for the tensor.
  let segments: [[BoundUnit]]

  /// The tensor's scalars.
  let scalars: UnsafeMutablePointer<Double>

  /// Those of them that are there before the list.
  let leaves: [(place: Int, operation: ScalarOperation)]

  /// Temporary arrays: where each begins in the memory that is shared or the binding's own.
  let scratchOffsets: [Int]
  let scratchCount: Int

  /// Own memory where temporaries must outlive other tensors' turns at a barrier.
  let ownScratch: UnsafeMutablePointer<Float>?

  init(_ plan: TensorPlan, tensor: Int, _ arrays: TensorArrays) {
    self.plan = plan
    self.tensor = tensor
    segments = plan.segments.map { $0.units.map { BoundUnit($0, arrays) } }
    scalars = .allocate(capacity: max(plan.scalars.count, 1))
    scalars.initialize(repeating: 0, count: max(plan.scalars.count, 1))
    leaves = plan.neededScalars.compactMap { place in
      plan.scalars[place].leaf.map { (place, $0) }
    }
    var end = 0
    scratchOffsets = plan.scratch.map { scratch in
      let (rows, cols) = arrays.shape.lengths(of: scratch)
      defer { end += (rows * cols + 15) / 16 * 16 }
      return end
    }
    scratchCount = end
    ownScratch = plan.segments.count > 1 && end > 0 ? .allocateFloats(end) : nil
  }

  deinit {
    scalars.deallocate()
    ownScratch?.deallocate()
  }
}

extension UnsafeMutablePointer<Float> {
  /// Memory for floats, all 0, that begins on a line of the cache (semantics rule 22).
  static func allocateFloats(_ count: Int) -> UnsafeMutablePointer<Float> {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * 4, alignment: 64)
    let floats = memory.bindMemory(to: Float.self, capacity: max(count, 1))
    floats.initialize(repeating: 0, count: max(count, 1))
    return floats
  }
}
