import OptProgram
import OptSimplify

/// A program with something taken out of it.
struct Deletion {
  var program: Program

  /// What was taken out.
  var before: String

  /// What is read in its place; empty if nothing is.
  var after: String
}

extension Program {
  /// Every program that lacks one operation or one state of this one.
  ///
  /// An operation is removed by reading one of its own operands instead, a state by reading the number that
  /// it begins with; nothing else ever takes their place. Programs that are not well-formed are left out.
  ///
  /// - Precondition: the program is verified.
  func deletions() -> [Deletion] {
    let all =
      deletions(in: \.step) + deletions(in: \.evaluation) + states.compactMap { deletion(of: $0) }
    return all.filter { deletion in
      do throws(VerifierError) {
        try deletion.program.verify()
        return true
      } catch {
        return false
      }
    }
  }

  private func deletions(in list: WritableKeyPath<Program, [Instruction]>) -> [Deletion] {
    self[keyPath: list].enumerated().flatMap { index, instruction -> [Deletion] in
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
        var program = self
        program[keyPath: list][index] = copy
        return Deletion(
          program: program,
          before: text(ofStatement: instruction),
          after: text(ofStatement: copy)
        )
      }
    }
  }

  private func deletion(of state: Variable) -> Deletion? {
    var first = 0.0
    for instruction in initialization where instruction.target == state {
      guard instruction.opcode == .copy, case .constant(let number) = instruction[0] else {
        return nil
      }
      first = number
    }
    let reset = Instruction(.copy, state, .constant(first))
    var program = self
    program.step.insert(reset, at: 0)
    return Deletion(
      program: program,
      before: "state \(self[state].name)",
      after: text(ofStatement: reset)
    )
  }
}
