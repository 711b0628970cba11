import OptProgram

/// What is done in a list of statements, for all tensors: their plans, and what is between them.
final class StepPlan {
  /// The truth of each condition, tensor by tensor.
  let truths: [ConditionTruths]

  /// By tensor.
  let bindings: [TensorBinding]

  /// What is done, as plain values.
  let script: StepScript

  private let arena: Arena

  init(
    truths: [ConditionTruths],
    bindings: [TensorBinding],
    model: ScalarCode,
    modelStates: [Variable],
    numbers: StepNumbers,
    _ arena: Arena
  ) {
    self.truths = truths
    self.bindings = bindings
    self.arena = arena
    let needed = StepPlan.neededScalars(bindings, model)
    script = StepScript(
      modelLeaves: arena.copy(
        needed.compactMap { place, _ in
          model.entries[place].leaf.map {
            ScalarCopy(place: place, source: numbers.address(of: $0))
          }
        }
      ),
      segments: arena.copy(StepPlan.segments(bindings, model, needed, arena)),
      stores: arena.copy(StepPlan.stores(bindings, modelStates, numbers))
    )
  }

  /// The places of the model's scalars that some tensor needs, each with the first that does.
  private static func neededScalars(
    _ bindings: [TensorBinding],
    _ model: ScalarCode
  ) -> [(place: Int, tensor: Int)] {
    var tensors: [Int?] = model.entries.map { _ in nil }
    for (tensor, binding) in bindings.enumerated() {
      for place in binding.plan.neededModelScalars { tensors[place] = tensors[place] ?? tensor }
    }
    var needed: [(place: Int, tensor: Int)] = []
    needed.reserveCapacity(tensors.count)
    for (place, tensor) in tensors.enumerated() {
      if let tensor { needed.append((place, tensor)) }
    }
    return needed
  }

  private static func segments(
    _ bindings: [TensorBinding],
    _ model: ScalarCode,
    _ needed: [(place: Int, tensor: Int)],
    _ arena: Arena
  ) -> [StepScript.Segment] {
    let lastLevel = needed.lazy.map { model.entries[$0.place].level }.max() ?? 0
    let count = bindings.reduce(lastLevel / PathGraph.levelsPerSegment + 1) {
      max($0, $1.segments.count)
    }
    return (0..<count).map { segment in
      var code: [ScalarInstruction] = []
      code.reserveCapacity(needed.count)
      for (place, tensor) in needed {
        let entry = model.entries[place]
        guard entry.level / PathGraph.levelsPerSegment == segment,
          var instruction = ScalarInstruction(entry, target: place)
        else { continue }
        instruction.tensor = tensor
        if instruction.powers != nil {
          instruction.upcomingPowers = arena.repeating(UpcomingPowers(arena), count: 1)
        }
        code.append(instruction)
      }
      let parts = bindings.enumerated().compactMap { place, binding in
        segment < binding.segments.count
          ? StepScript.Part(
            binding: place,
            units: binding.segments[segment],
            scalars: binding.scalars
          ) : nil
      }
      return StepScript.Segment(
        modelCode: arena.copy(code),
        parts: arena.copy(parts),
        barriers: arena.copy(barriers(after: segment, bindings, model, arena))
      )
    }
  }

  private static func barriers(
    after segment: Int,
    _ bindings: [TensorBinding],
    _ model: ScalarCode,
    _ arena: Arena
  ) -> [StepScript.Barrier] {
    let first = bindings.first { $0.plan.segments.count > segment }
    guard let first, !first.plan.segments[segment].contributions.isEmpty else { return [] }
    let present = bindings.filter { $0.plan.segments.count > segment }
    return first.plan.segments[segment].contributions.enumerated().compactMap { place, entry in
      let operation = ScalarOperation.global(statement: entry.statement)
      guard let result = model.entries.firstIndex(where: { $0.operation == operation }) else {
        return nil
      }
      let contributions = present.map { binding in
        StepScript.Contribution(
          value: binding.plan.segments[segment].contributions[place].value,
          scalars: UnsafePointer(binding.scalars)
        )
      }
      return StepScript.Barrier(result: result, contributions: arena.copy(contributions))
    }
  }

  private static func stores(
    _ bindings: [TensorBinding],
    _ modelStates: [Variable],
    _ numbers: StepNumbers
  ) -> [ScalarStore] {
    var stores: [ScalarStore] = []
    for state in modelStates {
      for binding in bindings {
        guard let entry = binding.plan.modelStates.first(where: { $0.state == state }) else {
          continue
        }
        stores.append(
          ScalarStore(
            value: entry.value,
            scalars: UnsafePointer(binding.scalars),
            target: numbers.modelStates + Int(state.index)
          )
        )
        break
      }
    }
    for binding in bindings {
      for entry in binding.plan.tensorStates {
        guard let state = binding.arrays.tensor.states[Int(entry.state.index)] else { continue }
        stores.append(
          ScalarStore(
            value: entry.value,
            scalars: UnsafePointer(binding.scalars),
            target: state.number
          )
        )
      }
    }
    return stores
  }
}

/// What is done in a list of statements, as plain values that belong to a `StepPlan`.
struct StepScript: BitwiseCopyable {
  /// The model's scalars that are there before the list.
  var modelLeaves: UnsafeBufferPointer<ScalarCopy>
  var segments: UnsafeBufferPointer<Segment>
  /// The scalar states, which change at the end.
  var stores: UnsafeBufferPointer<ScalarStore>

  /// What is done up to a barrier.
  struct Segment: BitwiseCopyable {
    /// The model's scalars to compute first.
    var modelCode: UnsafeBufferPointer<ScalarInstruction>
    /// Tensor by tensor.
    var parts: UnsafeBufferPointer<Part>
    var barriers: UnsafeBufferPointer<Barrier>
  }

  /// What is done for one tensor.
  struct Part: BitwiseCopyable {
    /// The tensor's place, and its binding's.
    var binding: Int
    var units: UnsafeBufferPointer<BoundUnit>
    var scalars: UnsafeMutablePointer<Double>
  }

  /// A global reduction: the sum of what the tensors contribute, in their order.
  struct Barrier: BitwiseCopyable {
    /// The model's scalar that gets the result.
    var result: Int
    var contributions: UnsafeBufferPointer<Contribution>
  }

  /// What a tensor contributes.
  struct Contribution: BitwiseCopyable {
    var value: ScalarReference
    var scalars: UnsafePointer<Double>
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
