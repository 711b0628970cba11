import OptProgram

/// The arrays that a step works on, of one tensor.
///
/// Addresses that are supplied with each step, or that may move, are in cells, which stay where they are.
final class TensorArrays {
  typealias Cell = UnsafeMutablePointer<UnsafeMutablePointer<Float>>

  let shape: TensorShape
  /// By variable.
  let states: [StateMemory?]
  let weight: Cell
  let gradient: Cell
  let evaluation: Cell
  /// Temporary memory that the tensors share.
  let scratch: Cell
  /// By variable.
  let inputs: Cell

  private let arena: Arena

  /// The arrays of a tensor with the given states; nothing else is there yet.
  init(_ shape: TensorShape, states: [StateMemory?], _ arena: Arena) {
    self.shape = shape
    self.states = states
    self.arena = arena
    weight = arena.repeating(.standIn, count: 4 + states.count)
    gradient = weight + 1
    evaluation = weight + 2
    scratch = weight + 3
    inputs = weight + 4
  }

  /// The number of elements of a shape.
  func count(of shape: Shape) -> Int {
    let (rows, cols) = self.shape.lengths(of: shape)
    return rows * cols
  }
}

/// The arrays of a tensor as a plan sees them: with the plan's temporaries.
final class PlanArrays {
  let tensor: TensorArrays

  /// Where each temporary array begins in the memory that is shared or the plan's own.
  private let scratchOffsets: [Int]

  /// Own memory where temporaries must outlive other tensors' turns at a barrier.
  private let ownScratch: UnsafeMutablePointer<Float>?

  /// Floats that the temporaries need of the memory that the tensors share.
  let sharedScratchCount: Int

  init(_ tensor: TensorArrays, _ plan: TensorPlan) {
    self.tensor = tensor
    var end = 0
    scratchOffsets = plan.scratch.map { scratch in
      defer { end += (tensor.count(of: scratch) + 15) / 16 * 16 }
      return end
    }
    let isShared = plan.segments.count <= 1 || end == 0
    ownScratch = isShared ? nil : .allocateFloats(end)
    // An array without elements has an address too: what has none counts as an input that is missing.
    sharedScratchCount = isShared && !plan.scratch.isEmpty ? max(end, 1) : 0
  }

  deinit { ownScratch?.deallocate() }

  /// Where an array of floats is found.
  enum Address {
    case fixed(UnsafeMutablePointer<Float>)
    /// So many floats after the address in a cell.
    case cell(TensorArrays.Cell, offset: Int)
  }

  /// Where an array of floats is found; nil for a state of narrow storage.
  func address(of buffer: BufferReference) -> Address? {
    switch buffer {
    case .weight: .cell(tensor.weight, offset: 0)
    case .gradient: .cell(tensor.gradient, offset: 0)
    case .evaluation: .cell(tensor.evaluation, offset: 0)
    case .input(let variable): .cell(tensor.inputs + Int(variable.index), offset: 0)
    case .scratch(let place):
      ownScratch.map { .fixed($0 + scratchOffsets[place]) }
        ?? .cell(tensor.scratch, offset: scratchOffsets[place])
    case .state:
      if case .floats(let floats) = self[buffer] { .fixed(floats) } else { nil }
    }
  }

  /// The memory of an array at full width.
  func floats(of buffer: BufferReference) -> UnsafeMutablePointer<Float> {
    guard case .floats(let floats) = self[buffer] else { preconditionFailure("a narrow array") }
    return floats
  }

  /// The memory of an array.
  subscript(buffer: BufferReference) -> ElementMemory {
    if case .state(let variable) = buffer {
      guard let state = tensor.states[Int(variable.index)] else {
        preconditionFailure("a state without memory is used")
      }
      return state.elements
    }
    switch address(of: buffer) {
    case .fixed(let floats): return .floats(floats)
    case .cell(let cell, let offset): return .floats(cell.pointee + offset)
    case nil: preconditionFailure("only states are narrow")
    }
  }
}

extension UnsafeMutablePointer<Float> {
  /// An address where nothing is, until there is a better one.
  static var standIn: UnsafeMutablePointer<Float> {
    guard let address = UnsafeMutablePointer(bitPattern: MemoryLayout<Float>.alignment) else {
      preconditionFailure("only 0 is no address")
    }
    return address
  }
}
