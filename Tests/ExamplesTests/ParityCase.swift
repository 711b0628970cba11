import Foundation
import OptDiagnostics
import OptLanguage
import OptProgram
import OptRuntime
import Testing

/// A reference trajectory: what a known library does with fixed gradients.
struct ParityCase: Decodable, Sendable, CustomStringConvertible {
  struct Tensor: Decodable, Sendable {
    let name: String
    let shape: [Int]
    let initial: [Double]
  }

  let rule: String
  let reference: String
  let learningRate: Double
  let hyperparameters: [String: Double]
  let tensors: [Tensor]
  /// By step, then by tensor.
  let gradients: [[[Double]]]
  /// By step, then by tensor; for second-order rules.
  let hessianDiag: [[[Double]]]?
  /// By the number of steps taken, then by tensor.
  let weights: [String: [[Double]]]

  private enum CodingKeys: String, CodingKey {
    case rule
    case reference
    case learningRate = "learning_rate"
    case hyperparameters
    case tensors
    case gradients
    case hessianDiag = "hessian_diag"
    case weights
  }

  var description: String { rule }

  var shapes: [TensorShape] { tensors.map { TensorShape($0.shape) } }

  /// The cases of the folder, in alphabetical order.
  static func all() throws -> [ParityCase] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Parity")
    return try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".json") }
      .sorted()
      .map { file in
        let data = try Data(contentsOf: folder.appending(path: file))
        return try JSONDecoder().decode(ParityCase.self, from: data)
      }
  }

  /// The shipped rule of the case's name.
  func program() throws -> Program {
    let source = try #require(ShippedRules.source(named: rule))
    let result = Compiler.compile(SourceFile(path: "\(rule).opt", text: source))
    let first = try #require(result.rules.first)
    return first.program
  }

  /// The largest |a - b| / max(1, |b|) over the checkpoints, b being the reference.
  func largestError(_ trajectory: [Int: [[Double]]]) throws -> Double {
    var largest = 0.0
    for (steps, expected) in weights {
      let count = try #require(Int(steps))
      let found = try #require(trajectory[count])
      for (a, b) in zip(found.flatMap(\.self), expected.flatMap(\.self)) {
        // A NaN must not pass.
        let error = abs(a - b) / max(1, abs(b))
        largest = error.isNaN ? .infinity : max(largest, error)
      }
    }
    return largest
  }
}
