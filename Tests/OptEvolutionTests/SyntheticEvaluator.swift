import OptEvolution
import OptProgram

/// A fitness that costs nothing: programs are good that have many different operations and few
/// statements, with noise that depends on the repetition.
struct SyntheticEvaluator: Evaluator {
  struct Worker: EvaluationWorker {
    private var liveness = Liveness()
    private var hasher = DataflowHash()

    mutating func fingerprint(of program: Program, isKnown: (UInt64) -> Bool) -> Fingerprint {
      let hash = hash(program)
      // Some programs behave alike though they differ, some are refused.
      let behaviour = hash % 16 == 0 ? hash % 1024 : hash
      return Fingerprint(
        hash: mix64(behaviour),
        refusal: hash % 11 == 0 ? .ignoresLearningRate : nil
      )
    }

    mutating func evaluate(
      _ program: Program,
      purpose: EvaluationPurpose,
      repetition: Int,
      rates: LearningRates,
      hurdle: Double?
    ) -> ProgramEvaluation {
      let hash = hash(program)
      let factor = Double(1 + hash % 3)
      var isRepeated = false
      if case .fixed(let factors) = rates {
        precondition(factors == [factor], "the factor found first was lost")
        isRepeated = true
      }
      let live = program.removingDeadCode(liveness).step
      var opcodes: [Opcode] = []
      for instruction in live where !opcodes.contains(instruction.opcode) {
        opcodes.append(instruction.opcode)
      }
      let noise = mix64(hash ^ UInt64(repetition) &* 977 ^ purpose.rawValue)
      let score =
        0.1 * Double(opcodes.count) - 0.05 * Double(live.count)
        + 0.05 * Double(noise % 1000) / 1000
      if hash % 13 == 0 { return ProgramEvaluation(refusal: .diverged, trainings: 1) }
      if let hurdle, score < hurdle {
        return ProgramEvaluation(score: score, trainings: 1, isPartial: true)
      }
      return ProgramEvaluation(
        score: score,
        losses: [TaskLoss(task: "synthetic", loss: 1 - score)],
        trainings: isRepeated ? 1 : 3,
        factors: [factor]
      )
    }

    private mutating func hash(_ program: Program) -> UInt64 {
      liveness.analyze(program)
      return hasher.hash(program, liveness)
    }
  }

  func makeWorker() -> Worker { Worker() }
}
