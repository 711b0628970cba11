import OptShims

/// A vector extension that machine code is generated for.
public enum InstructionSet: String, CaseIterable, Hashable, Sendable {
  /// 16 registers of 8 floats: AVX2 and FMA.
  case avx2
  /// 32 registers of 16 floats and mask registers: AVX-512 F, DQ and VL.
  case avx512

  /// The extensions of the processor that runs this, narrowest first; none where it is not x86-64 or
  /// the operating system does not keep the registers.
  public static let supported: [InstructionSet] = {
    let features = opt_processor_features()
    return allCases.filter { features & $0.requiredFeatures == $0.requiredFeatures }
  }()

  /// The widest extension of the processor that runs this, nil where native code cannot run.
  public static var best: InstructionSet? { supported.last }

  private var requiredFeatures: UInt32 {
    switch self {
    case .avx2: UInt32(OPT_FEATURE_AVX2.rawValue)
    case .avx512: UInt32(OPT_FEATURE_AVX2.rawValue | OPT_FEATURE_AVX512.rawValue)
    }
  }

  /// Floats in a register.
  var lanes: Int {
    switch self {
    case .avx2: 8
    case .avx512: 16
    }
  }

  /// The number of vector registers.
  var registerCount: Int {
    switch self {
    case .avx2: 16
    case .avx512: 32
    }
  }

  /// Bytes of a register.
  var vectorBytes: Int { lanes * 4 }
}
