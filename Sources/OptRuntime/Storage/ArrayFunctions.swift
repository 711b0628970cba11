import OptShims

/// Loops over arrays outside kernels, compiled in C for every vector extension.
///
/// All variants give the same bits.
enum ArrayFunctions {
  /// The variant of the widest vectors of this processor.
  static let best: opt_array_functions = {
    let widest = opt_array_functions_avx512() ?? opt_array_functions_avx2()
    return (widest ?? opt_array_functions_plain()).pointee
  }()

  /// The variants that this processor can execute, for tests.
  static var all: [opt_array_functions] {
    [opt_array_functions_plain(), opt_array_functions_avx2(), opt_array_functions_avx512()]
      .compactMap { $0?.pointee }
  }
}
