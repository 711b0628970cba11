import ArgumentParser
import Foundation
import OptDiagnostics
import OptLanguage
import OptProgram
import OptRuntime

/// Damaged rules through the whole language and three steps of the reference interpreter.
struct Fuzz: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Throws damaged rules at the language: no crash, no hang, bounded memory.",
    discussion: """
      Changes bytes and tokens of the shipped rules, compiles what comes out, and takes three steps with \
      every rule that is accepted. Fails if an input takes longer than the limit or memory grows beyond \
      its limit; a crash speaks for itself, and --seed with --first replays it.

      Example: optbench fuzz --count 1000000
      """
  )

  @Option(help: "Inputs.")
  var count = 1_000_000

  @Option(help: "Decides all inputs.")
  var seed: UInt64 = 0

  @Option(help: "The number of the first input.")
  var first = 0

  @Option(help: "Milliseconds of the processor that one input may take.")
  var limit = 100.0

  @Option(help: "Megabytes of memory that all of it may take.")
  var memory = 200

  func run() throws {
    let sources = ShippedRules.names.compactMap { ShippedRules.source(named: $0) }
      .map { Array($0.utf8) }
    var mutator = SourceMutator(sources, seed: seed)
    var accepted = 0
    var slowest = (milliseconds: 0.0, index: 0)
    for index in first..<(first + count) {
      let bytes = mutator.input(UInt64(index))
      let start = ProcessorClock.seconds
      accepted += execute(bytes)
      let milliseconds = (ProcessorClock.seconds - start) * 1e3
      if milliseconds > slowest.milliseconds { slowest = (milliseconds, index) }
    }
    let peak = Fuzz.peakMegabytes
    print(
      "\(count) inputs, \(accepted) rules accepted and run; slowest "
        + "\(slowest.milliseconds.fixed(1)) ms (input \(slowest.index)); peak memory \(peak) MB"
    )
    guard slowest.milliseconds <= limit, peak <= memory else { throw ExitCode.failure }
  }

  /// Compiles a text and takes three steps with each of its rules; gives the number of rules.
  private func execute(_ bytes: [UInt8]) -> Int {
    let (rules, _) = Compiler.compile(SourceFile(path: "fuzz.opt", bytes: bytes))
    for rule in rules {
      let shapes = [TensorShape([3, 2]), TensorShape([4])]
      guard let optimizer = try? ReferenceOptimizer<Float>(rule.program, tensors: shapes) else {
        continue
      }
      var weights = shapes.map { shape in (0..<shape.count).map { 0.5 - Float($0) * 0.25 } }
      var inputs = ReferenceInputs<Float>()
      inputs.hutchinsonDiagonal = weights
      inputs.gaussNewtonDiagonal = weights
      inputs.loss = 1
      inputs.batchSize = 64
      for _ in 0..<3 {
        let gradients = weights.map { $0.map { $0 * 0.5 + 0.125 } }
        _ = optimizer.step(
          weights: &weights,
          gradients: gradients,
          learningRate: 0.01,
          inputs: inputs
        )
      }
    }
    return rules.count
  }

  private static var peakMegabytes: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss / 1_024
  }
}
