/// One pass over data: straight-line micro code around a single loop over `count` elements.
///
/// Streams are arrays of `count` floats. For every element the code is executed once; then `stores`
/// are written and `reductions` are accumulated. An output stream may be the same memory as an input
/// stream: the element is loaded before it is stored.
package struct MicroKernel: Hashable, Sendable {
  /// The code: operands come before their use, nothing is computed twice, nothing is unused.
  package var code: [MicroInstruction]

  /// The number of input streams.
  package var inputCount: Int

  /// The number of uniform slots.
  package var uniformCount: Int

  /// The value of each output stream.
  package var stores: [MicroValue]

  /// The folds over all elements, each giving one float.
  package var reductions: [Reduction]

  /// A fold over all elements.
  package struct Reduction: Hashable, Sendable {
    /// How elements are combined.
    package enum Kind: UInt8, Hashable, Sendable, BitwiseCopyable {
      /// Chunks of `chunkLength` elements, `laneCount` lanes from +0 in each (lane = index in the chunk
      /// modulo the lanes), lanes folded in index order, then chunks in order (semantics rule 20).
      case sum
      /// The largest element, at least +0; NaN if there is one. For magnitudes: the order is free.
      case maximum
    }

    var kind: Kind
    var value: MicroValue
  }

  /// Elements summed before the lanes are folded.
  package static let chunkLength = 16_384

  /// Independent accumulators of a sum.
  package static let laneCount = 16
}
