import OptProgram

/// What kernels are made for.
struct KernelTarget: Sendable {
  var backend: Backend
  var isa: InstructionSet?
  /// Where machine code comes from.
  var codes = NativeCodeCache.shared
}

/// Makes plans of the paths of a rule; the model's scalars are numbered across all of them.
struct PathCompiler {
  /// The model's scalars of all plans made so far.
  private(set) var model = ScalarCode()

  let instance: RuleInstance
  let target: KernelTarget

  init(_ instance: RuleInstance, target: KernelTarget) {
    self.instance = instance
    self.target = target
  }

  /// The plan of a list of a view on a path.
  mutating func plan(view: Int, _ part: ProgramPart, truths: ConditionTruths) -> TensorPlan {
    let expansion = Expansion(instance.views[view], part, truths: truths)
    let graph = PathGraph(expansion, instance, model: model)
    model = graph.model
    var results = PathResults()
    results.arrays.reserveCapacity(instance.views[view].states.count + 1)
    if let result = expansion.result, case .node(let node) = graph[result] {
      let buffer: BufferReference = part == .evaluation ? .evaluation : .weight
      if graph.nodes[node].source != .buffer(buffer) { results.arrays.append((buffer, node)) }
    }
    for state in part == .evaluation ? [] : instance.views[view].states {
      switch graph[Int(state.index)] {
      case .node(let node):
        if graph.nodes[node].source != .buffer(.state(state)) {
          results.arrays.append((.state(state), node))
        }
      case .scalar(let value):
        if instance.program.isModelState(state) {
          results.modelStates.append((state, value))
        } else {
          results.tensorStates.append((state, value))
        }
      case nil: break
      }
    }
    return PlanBuilder(graph, instance, results, target: target).plan()
  }
}

/// What a path gives: the arrays that get new elements, with the node of each, and new numbers.
struct PathResults {
  var arrays: [(buffer: BufferReference, node: Int)] = []
  var tensorStates: [TensorPlan.ScalarState] = []
  var modelStates: [TensorPlan.ScalarState] = []
}
