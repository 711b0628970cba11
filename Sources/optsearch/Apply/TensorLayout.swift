import Foundation
import OptProgram
import OptRuntime

/// A number type that safetensors files hold.
protocol SafeTensorsElement: BinaryFloatingPoint {
  static func tensor(name: String, shape: [Int], _ elements: [Self]) -> SafeTensorsFile.Tensor
}

extension Float: SafeTensorsElement {
  static func tensor(name: String, shape: [Int], _ elements: [Float]) -> SafeTensorsFile.Tensor {
    SafeTensorsFile.Tensor(name: name, shape: shape, elements)
  }
}

extension Double: SafeTensorsElement {
  static func tensor(name: String, shape: [Int], _ elements: [Double]) -> SafeTensorsFile.Tensor {
    SafeTensorsFile.Tensor(name: name, shape: shape, elements)
  }
}

/// The names and shapes of the weights, which every other file must match.
struct TensorLayout {
  let tensors: [SafeTensorsFile.Tensor]

  /// The layout of a file of weights.
  init(_ tensors: [SafeTensorsFile.Tensor]) { self.tensors = tensors }

  var names: [String] { tensors.map(\.name) }

  var shapes: [TensorShape] { tensors.map { TensorShape($0.shape) } }

  /// The elements of all tensors from a file, found by `prefix` and the tensor's name.
  ///
  /// - Throws: `Failure` for a missing tensor, another shape or elements that are no numbers.
  func elements<Real: BinaryFloatingPoint>(
    of file: SafeTensorsFile,
    in path: String,
    prefix: String = ""
  ) throws -> [[Real]] {
    try tensors.map { expected in
      let name = prefix + expected.name
      guard let tensor = file[name] else {
        let known = file.tensors.map(\.name).joined(separator: ", ")
        throw Failure("\(path) has no tensor `\(name)`; it has \(known.isEmpty ? "none" : known)")
      }
      guard tensor.shape == expected.shape else {
        throw Failure(
          "\(path): tensor `\(name)` has the shape \(tensor.shape); the weights have \(expected.shape)"
        )
      }
      guard let values = tensor.doubles else {
        throw Failure(
          "\(path): tensor `\(name)` has the type \(tensor.type.rawValue), not a number's"
        )
      }
      return values.map { Real($0) }
    }
  }

  /// The declared inputs of one step.
  func inputs<Real: ReferenceReal & BinaryFloatingPoint>(
    from path: String,
    for program: Program
  ) throws -> ReferenceInputs<Real> {
    let file = try SafeTensorsFile(path: path)
    var inputs = ReferenceInputs<Real>()
    for variable in program.inputs {
      guard case .input(let kind) = program[variable].role else { continue }
      switch kind {
      case .hessianDiagonal(.hutchinson):
        inputs.hutchinsonDiagonal = try elements(of: file, in: path, prefix: "hessian_diag.")
      case .hessianDiagonal(.gaussNewton):
        inputs.gaussNewtonDiagonal = try elements(of: file, in: path, prefix: "hessian_diag.")
      case .loss: inputs.loss = try number("loss", file, path)
      case .batchSize: inputs.batchSize = try number("batch_size", file, path)
      case .noise: inputs.noise.append(try elements(of: file, in: path, prefix: "noise."))
      }
    }
    return inputs
  }

  private func number(_ name: String, _ file: SafeTensorsFile, _ path: String) throws -> Double {
    guard let tensor = file[name], let value = tensor.doubles?.first, tensor.count == 1 else {
      throw Failure("\(path) has no single number `\(name)`")
    }
    return value
  }
}
