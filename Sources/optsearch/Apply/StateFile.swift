import Foundation
import OptRuntime

/// The states of an optimizer as a safetensors file.
///
/// A state of a tensor is named `STATE.TENSOR`, a state of the model `STATE`. 8-bit states are two
/// tensors, `.codes` and `.scales`. The step number is in the metadata.
enum StateFile {
  private static let stepKey = "step"
  private static let signedKey = "signed"

  /// The bytes of the file for a saved state.
  static func content(of state: SavedState, _ layout: TensorLayout) -> Data {
    var tensors: [SafeTensorsFile.Tensor] = []
    var metadata = [stepKey: String(state.stepNumber)]
    for buffer in state.buffers {
      let name = name(of: buffer, layout)
      let shape = [buffer.rows, buffer.cols]
      switch buffer.values {
      case .float32(let elements): tensors.append(.init(name: name, shape: shape, elements))
      case .float64(let elements): tensors.append(.init(name: name, shape: shape, elements))
      case .bfloat16(let elements):
        let data = elements.map(\.littleEndian).withUnsafeBytes { Data($0) }
        tensors.append(.init(name: name, type: .bfloat16, shape: shape, data: data))
      case .codes(let codes, let scales, let isSigned):
        tensors.append(
          .init(name: "\(name).codes", type: .uint8, shape: shape, data: Data(codes))
        )
        tensors.append(.init(name: "\(name).scales", shape: [scales.count], scales))
        metadata["\(name).\(signedKey)"] = String(isSigned)
      }
    }
    return SafeTensorsFile(tensors: tensors, metadata: metadata).content
  }

  /// Puts the states of a file into an optimizer.
  ///
  /// - Throws: `Failure` if they are not those of this rule and these tensors.
  static func restore<Real: ReferenceReal>(
    _ optimizer: ReferenceOptimizer<Real>,
    from path: String,
    _ layout: TensorLayout
  ) throws {
    let file = try SafeTensorsFile(path: path)
    guard let step = file.metadata[stepKey].flatMap({ Int($0) }), step >= 0 else {
      throw Failure("\(path) holds no states: its metadata has no step number")
    }
    var state = optimizer.saveState()
    state.stepNumber = step
    for index in state.buffers.indices {
      state.buffers[index].values = try values(for: state.buffers[index], file, path, layout)
    }
    do {
      try optimizer.restore(state)
    } catch {
      throw Failure("\(path): \(error)")
    }
  }

  private static func name(of buffer: SavedState.Buffer, _ layout: TensorLayout) -> String {
    buffer.tensor.map { "\(buffer.name).\(layout.names[$0])" } ?? buffer.name
  }

  private static func values(
    for buffer: SavedState.Buffer,
    _ file: SafeTensorsFile,
    _ path: String,
    _ layout: TensorLayout
  ) throws -> SavedState.Values {
    let name = name(of: buffer, layout)
    func tensor(_ name: String) throws -> SafeTensorsFile.Tensor {
      guard let tensor = file[name] else { throw Failure("\(path) has no state `\(name)`") }
      return tensor
    }
    switch buffer.values {
    case .float32: return .float32((try tensor(name).doubles ?? []).map { Float($0) })
    case .float64: return .float64(try tensor(name).doubles ?? [])
    case .bfloat16:
      let bits = (try tensor(name).doubles ?? []).map { UInt16(Float($0).bitPattern >> 16) }
      return .bfloat16(bits)
    case .codes(_, _, let isSigned):
      let scales = (try tensor("\(name).scales").doubles ?? []).map { Float($0) }
      return .codes([UInt8](try tensor("\(name).codes").data), scales: scales, isSigned: isSigned)
    }
  }
}
