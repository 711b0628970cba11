import OptProgram
import OptSimplify

extension Program {
  /// Every program that lacks one operation or one state of this one.
  ///
  /// An operation is removed by reading one of its own operands instead, a state by reading the number that
  /// it begins with; nothing else ever takes their place. Programs that are not well-formed are left out.
  ///
  /// - Precondition: the program is verified.
  func deletions() -> [Change] {
    let operations = deletions(in: \.step) + deletions(in: \.evaluation)
    let all = operations + states.compactMap { deletion(of: $0) }
    return all.filter { (try? $0.program.verify()) != nil }
  }

  private func deletions(in list: WritableKeyPath<Program, [Instruction]>) -> [Change] {
    self[keyPath: list].enumerated().flatMap { index, instruction -> [Change] in
      guard instruction.opcode != .copy else { return [] }
      var seen: Set<Operand> = []
      return (0..<instruction.operandCount).compactMap { place in
        guard seen.insert(instruction[place]).inserted else { return nil }
        let copy = Instruction(
          .copy,
          instruction.target,
          [instruction[place]],
          guardIndex: instruction.guardIndex
        )
        var shorter = self
        shorter[keyPath: list][index] = copy
        return deletion(
          of: text(ofStatement: instruction),
          leaving: text(ofStatement: copy),
          shorter
        )
      }
    }
  }

  private func deletion(of state: Variable) -> Change? {
    var first = 0.0
    for instruction in initialization where instruction.target == state {
      guard instruction.opcode == .copy, case .constant(let number) = instruction[0] else {
        return nil
      }
      first = number
    }
    let reset = Instruction(.copy, state, .constant(first))
    var shorter = self
    shorter.step.insert(reset, at: 0)
    return deletion(of: "state \(self[state].name)", leaving: text(ofStatement: reset), shorter)
  }

  private func deletion(of before: String, leaving after: String, _ program: Program) -> Change {
    Change(
      kind: .deletion,
      reason: "trainings with and without it are equivalent",
      before: before,
      after: after,
      program: program
    )
  }
}
