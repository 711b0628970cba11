import OptProgram
import OptSimplify

/// A number that the learning rate takes up.
struct LearningRateFactor {
  /// The program that no longer has the number.
  var program: Program

  /// The learning rate of that program over the one before.
  var factor: Double
}

extension Program {
  /// The shorter programs that do at a multiple of the learning rate what this one does.
  ///
  /// Algebra alone decides; the learning rate is whatever the caller tunes it to be.
  ///
  /// - Precondition: the program is verified.
  func learningRateFactors() -> [LearningRateFactor] {
    // The evaluation reads the rate as it is given.
    guard evaluation.isEmpty else { return [] }
    return numbers.filter { $0 > 0 && $0 != 1 }.compactMap { factor in
      let rate = Builtin.learningRate.variable
      var scaled = self
      scaled.step.insert(Instruction(.div, rate, .variable(rate), .constant(factor)), at: 0)
      let program = Simplifier.simplify(scaled).program
      return program.isShorter(than: self)
        ? LearningRateFactor(program: program, factor: factor) : nil
    }
  }
}
