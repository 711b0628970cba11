import ArgumentParser
import OptProgram
import OptRuntime

/// The error of every elementary function.
struct Accuracy: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures every function's error against Double, in units in the last place.",
    discussion: "Example: optbench accuracy --samples 1000000"
  )

  @Option(help: "Arguments a function: special values, any bits, numbers of ordinary size.")
  var samples = 100_000

  mutating func run() throws {
    print("   function      ulp  bound  operations at")
    let measured = FunctionAccuracy.opcodes.map {
      FunctionAccuracy.measure($0, samples: samples)
    }
    for accuracy in measured {
      let name = accuracy.opcode.name.padded(11)
      let error = accuracy.maximumError.fixed(4).padded(8)
      let bound = accuracy.bound.fixed(1).padded(6)
      let operations = "\(accuracy.operationCount)".padded(11)
      let operands = accuracy.worstOperands.map { "\($0)" }.joined(separator: ", ")
      print("\(name) \(error) \(bound) \(operations) \(operands)")
    }
    guard measured.allSatisfy({ $0.maximumError <= $0.bound }) else { throw ExitCode.failure }
  }
}
