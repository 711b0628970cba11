import OptProgram
import Testing

@testable import OptRuntime

/// A digest of each function's bits.
///
/// Results of searches depend on them, so no change of a definition may pass unseen. When one is meant,
/// the failure shows the new digest.
struct FunctionGoldenTests {
  static let digests: [(Opcode, UInt64)] = [
    (.sqrt, 0x6e1b_851f_c26f_2725),
    (.rsqrt, 0x9294_e7a1_8639_4b65),
    (.cbrt, 0x3902_7cf8_d72b_ea8c),
    (.square, 0xcb63_e684_2cf1_2d25),
    (.cube, 0xc83e_0cd8_d70f_21c5),
    (.reciprocal, 0x0772_6341_d36a_b636),
    (.exp, 0xed99_302f_ebc9_dda7),
    (.exp2, 0x66a1_234f_3891_c2e0),
    (.expm1, 0x42c9_113d_221f_d5e0),
    (.log, 0x5b2d_60d0_5277_ce65),
    (.log2, 0x354a_a1fc_d247_9a27),
    (.log10, 0x4e4b_1cb6_71c9_14fd),
    (.log1p, 0xe854_ea7e_8b86_4d9e),
    (.sin, 0x8f89_9e0a_c89d_9944),
    (.cos, 0x0e73_5090_d389_e7bc),
    (.tan, 0x1ac6_fa1f_78c0_4535),
    (.arcsin, 0xd166_c2a1_5fa5_670d),
    (.arccos, 0x7aeb_79dc_bc8a_074d),
    (.arctan, 0xb1aa_d4aa_a3ec_070b),
    (.sinh, 0xb1d2_8620_24a6_943e),
    (.cosh, 0xb99e_6a1c_462f_de50),
    (.tanh, 0xe2b5_3129_e671_84e5),
    (.arcsinh, 0x00ff_48ee_f81e_359d),
    (.arccosh, 0x0ccd_8ddb_864d_7bea),
    (.arctanh, 0x4135_6dfa_ae73_61fe),
    (.sigmoid, 0x582c_e515_36fa_6e13),
    (.pow, 0xe6e8_5fcf_36b8_2f11),
  ]

  @Test func `bits of the functions do not change`() {
    let samples = FunctionSamples(count: 1_000)
    for (opcode, expected) in Self.digests {
      let function = FunctionKernel(opcode)
      let digest = samples.operands(of: opcode).reduce(UInt64(0)) { digest, operands in
        mix64(digest ^ UInt64(canonicalBits(function(operands[0], operands[1]))))
      }
      #expect(digest == expected, "\(opcode.name): 0x\(String(digest, radix: 16))")
    }
    #expect(Self.digests.map(\.0) == FunctionAccuracy.opcodes)
  }
}
