public import OptProgram

/// What a simplification has come to, and why.
public struct Simplification: Hashable, Sendable {
  /// One change and its reason.
  public struct Step: Hashable, Sendable {
    /// The rule by which the change keeps what the program computes.
    public var rule: String

    /// The statement or declaration as it was.
    public var before: String

    /// What stands for it now; empty if nothing does.
    public var after: String

    /// A change of one text into another by a rule.
    public init(rule: String, before: String, after: String) {
      self.rule = rule
      self.before = before
      self.after = after
    }
  }

  /// The simpler program, or the program itself without dead code.
  public var program: Program

  /// The changes in the order in which they were made.
  public var steps: [Step]
}

/// Makes programs shorter without changing what they compute, up to rounding.
public struct Simplifier: Sendable {
  /// How far equality saturation goes; counted, never timed.
  public struct Limits: Hashable, Sendable {
    /// Values that are considered.
    public var classes: Int

    /// Ways to compute them.
    public var nodes: Int

    /// Operations that are tried in search of such ways.
    public var proposals: Int

    /// Limits that leave no program of the size of Lion's raw find incomplete.
    public init(classes: Int = 400, nodes: Int = 4_000, proposals: Int = 400_000) {
      self.classes = classes
      self.nodes = nodes
      self.proposals = proposals
    }
  }

  /// A shorter program that computes the same as a program, in statements first, then in states.
  ///
  /// Dead code goes, also across steps; states that never change become numbers, states proportional to
  /// one another become one; expressions are replaced by the shortest that equality saturation finds.
  /// Programs with conditions lose dead code only.
  ///
  /// - Precondition: the program is verified.
  public static func simplify(_ program: Program, limits: Limits = Limits()) -> Simplification {
    var result = withoutDeadCode(program)
    var seen: Set<Program> = [result.program]
    while result.program.conditions.isEmpty {
      guard let shorter = rewritten(result.program, limits: limits) else { break }
      let tidy = withoutDeadCode(shorter.program)
      guard isSimpler(tidy.program, than: result.program),
        tidy.program.canonicalHash == result.program.canonicalHash,
        seen.insert(tidy.program).inserted
      else { break }
      result.program = tidy.program
      result.steps += shorter.steps + tidy.steps
    }
    return result
  }

  private static func isSimpler(_ new: Program, than old: Program) -> Bool {
    let newCost = [new.statementCount, new.stateCount]
    let oldCost = [old.statementCount, old.stateCount]
    if newCost != oldCost { return newCost.lexicographicallyPrecedes(oldCost) }
    if new.stateBytesPerElement != old.stateBytesPerElement {
      return new.stateBytesPerElement < old.stateBytesPerElement
    }
    return new.weight < old.weight
  }

  /// The program without dead code, and a step for each statement and state that is gone.
  private static func withoutDeadCode(_ program: Program) -> Simplification {
    var liveness = Liveness()
    liveness.analyze(program)
    var steps: [Simplification.Step] = []
    for (index, instruction) in program.step.enumerated() where !liveness.step[index] {
      let isState = program[instruction.target].role.isState
      let isRead = program.step[(index + 1)...].contains { $0.reads(instruction.target) }
      steps.append(
        Simplification.Step(
          rule: isState && !isRead
            ? "the next step does not read the state before it is assigned"
            : "nothing that lives reads the value",
          before: program.text(ofStatement: instruction),
          after: ""
        )
      )
    }
    for (index, instruction) in program.evaluation.enumerated() where !liveness.evaluation[index] {
      steps.append(
        Simplification.Step(
          rule: "nothing that lives reads the value",
          before: program.text(ofStatement: instruction),
          after: ""
        )
      )
    }
    for state in program.states where !liveness.isKept[Int(state.index)] {
      steps.append(
        Simplification.Step(
          rule: "no step reads what an earlier one left in the state",
          before: "state \(program[state].name)",
          after: ""
        )
      )
    }
    return Simplification(
      program: program.removingDeadCode(unusedDeclarations: true),
      steps: steps
    )
  }
}

extension Instruction {
  fileprivate func reads(_ variable: Variable) -> Bool {
    (0..<operandCount).contains { self[$0] == .variable(variable) }
  }
}

extension Program {
  /// How much work a step is, roughly.
  fileprivate var weight: Int {
    (step + evaluation).reduce(0) { $0 + $1.opcode.weight }
  }

  /// A statement as text.
  package func text(ofStatement instruction: Instruction) -> String {
    "\(self[instruction.target].name) = \(text(of: instruction))"
  }
}
