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
    var finals: [PlanBuilder.Final] = []
    if let result = expansion.result, case .node(let node) = graph[result] {
      let buffer: BufferReference = part == .evaluation ? .evaluation : .weight
      if graph.nodes[node].source != .buffer(buffer) { finals.append((buffer, node)) }
    }
    var tensorStates: [(state: Variable, value: ScalarReference)] = []
    var modelStates: [(state: Variable, value: ScalarReference)] = []
    for state in part == .evaluation ? [] : instance.views[view].states {
      switch graph[Int(state.index)] {
      case .node(let node):
        if graph.nodes[node].source != .buffer(.state(state)) {
          finals.append((.state(state), node))
        }
      case .scalar(let value):
        if instance.program.isModelState(state) {
          modelStates.append((state, value))
        } else {
          tensorStates.append((state, value))
        }
      case nil: break
      }
    }
    let builder = PlanBuilder(
      graph,
      instance,
      nodes: finals.map(\.node),
      scalars: (tensorStates + modelStates).map(\.value),
      target: target
    )
    var plan = builder.plan(finals)
    plan.tensorStates = tensorStates
    plan.modelStates = modelStates
    return plan
  }
}
