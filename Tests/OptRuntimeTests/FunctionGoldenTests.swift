import OptProgram
import Testing

@testable import OptRuntime

/// A digest of each function's bits.
///
/// Results of searches depend on them, so no change of a definition may pass unseen. When one is meant,
/// the failure shows the new digest.
struct FunctionGoldenTests {
  static let digests: [(Opcode, UInt64)] = [
    (.sqrt, 0x158c_e252_b967_ac5d),
    (.rsqrt, 0x9e04_4484_d516_24c2),
    (.cbrt, 0xafe5_68f8_a269_8fdf),
    (.square, 0xfee9_166b_5fcd_a24c),
    (.cube, 0x2810_568d_a11d_bd03),
    (.reciprocal, 0x9a56_f580_3d73_b286),
    (.exp, 0xde7d_4bc0_6aaf_42d5),
    (.exp2, 0x3046_416b_8192_4c9c),
    (.expm1, 0x29b7_38a3_b6da_faaf),
    (.log, 0x48d7_0208_46b4_0946),
    (.log2, 0x9edd_f341_93e6_7cae),
    (.log10, 0x8543_3f4b_32a6_dd73),
    (.log1p, 0x4fbd_9e27_4b8c_5dbf),
    (.sin, 0xe1ae_9d59_a834_401f),
    (.cos, 0x0ae2_c4e0_d8cf_2833),
    (.tan, 0x7db9_512f_14d1_09db),
    (.arcsin, 0x4c9c_ae18_28c6_6051),
    (.arccos, 0xaafc_f4ff_a680_ff10),
    (.arctan, 0xd2a4_7925_43dc_4086),
    (.sinh, 0x5d4f_16bc_1d25_8110),
    (.cosh, 0x3968_1216_72a9_1d43),
    (.tanh, 0x4cce_bd42_fc99_dcd6),
    (.arcsinh, 0xdae7_00e7_3d4c_9115),
    (.arccosh, 0x0ccd_8ddb_864d_7bea),
    (.arctanh, 0x4d24_91fe_b097_9fef),
    (.sigmoid, 0xa774_66c0_2c93_b2d9),
    (.pow, 0x354f_5cb5_738f_c66f),
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
