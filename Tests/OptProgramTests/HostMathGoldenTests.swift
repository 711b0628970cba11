import OptProgram
import Testing

/// Exact bits, so that a change of the last place anywhere does not pass unseen.
///
/// The expected values are the correctly rounded ones, from 300-bit arithmetic.
struct HostMathGoldenTests {
  struct Golden: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var result: Double
    var bits: UInt64

    init(_ description: String, _ result: Double, _ bits: UInt64) {
      (self.testDescription, self.result, self.bits) = (description, result, bits)
    }
  }

  static let table: [Golden] = [
    Golden("log(0.1)", HostMath.log(0.1), 0xc002_6bb1_bbb5_5515),
    Golden("log(3.7e-05)", HostMath.log(3.7e-05), 0xc024_68c0_5e01_4db1),
    Golden("log(1.2345)", HostMath.log(1.2345), 0x3fca_f71a_be30_f48f),
    Golden("log(7e+210)", HostMath.log(7e+210), 0x407e_57d2_0aa3_b1f2),
    Golden("log1p(1e-09)", HostMath.log1p(1e-09), 0x3e11_2e0b_e801_f1d9),
    Golden("log1p(0.3)", HostMath.log1p(0.3), 0x3fd0_ca93_7be1_b9dc),
    Golden("log1p(-0.75)", HostMath.log1p(-0.75), 0xbff6_2e42_fefa_39ef),
    Golden("log1p(12.5)", HostMath.log1p(12.5), 0x4004_d24e_f844_f614),
    Golden("log2(0.1)", HostMath.log2(0.1), 0xc00a_934f_0979_a371),
    Golden("log2(3.3)", HostMath.log2(3.3), 0x3ffb_8f38_88b9_3109),
    Golden("log2(1e-300)", HostMath.log2(1e-300), 0xc08f_24a0_9f1a_8b89),
    Golden("log10(0.1)", HostMath.log10(0.1), 0xbff0_0000_0000_0000),
    Golden("log10(3.3)", HostMath.log10(3.3), 0x3fe0_97aa_8bc9_75db),
    Golden("log10(1e-300)", HostMath.log10(1e-300), 0xc072_c000_0000_0000),
    Golden("exp(0.1)", HostMath.exp(0.1), 0x3ff1_aec7_b35a_00d4),
    Golden("exp(-3.3)", HostMath.exp(-3.3), 0x3fa2_e259_bb85_be85),
    Golden("exp(500.5)", HostMath.exp(500.5), 0x6d10_c844_5efe_c68e),
    Golden("exp(-740.1)", HostMath.exp(-740.1), 0x0000_0000_0000_004d),
    Golden("exp2(0.1)", HostMath.exp2(0.1), 0x3ff1_25fb_ee25_0664),
    Golden("exp2(-3.3)", HostMath.exp2(-3.3), 0x3fb9_fdf8_bcce_533e),
    Golden("exp2(500.5)", HostMath.exp2(500.5), 0x5f36_a09e_667f_3bcd),
    Golden("exp2(-1070.4)", HostMath.exp2(-1070.4), 0x0000_0000_0000_000c),
    Golden("expm1(1e-09)", HostMath.expm1(1e-09), 0x3e11_2e0b_e84b_bb51),
    Golden("expm1(-0.3)", HostMath.expm1(-0.3), 0xbfd0_966f_2c79_07f6),
    Golden("expm1(2.5)", HostMath.expm1(2.5), 0x4026_5d6f_d931_e0bb),
    Golden("expm1(-30.0)", HostMath.expm1(-30.0), 0xbfef_ffff_ffff_fcb5),
    Golden("sin(0.1)", HostMath.sin(0.1), 0x3fb9_8eae_cb8b_cb2c),
    Golden("sin(2.25)", HostMath.sin(2.25), 0x3fe8_e5f9_c2d0_e3a9),
    Golden("sin(-100000.0)", HostMath.sin(-100000.0), 0xbfa2_4daa_9c52_7e96),
    Golden(
      "sin(6.381956970095103e+18)",
      HostMath.sin(6.381956970095103e+18),
      0x3fe9_6c7f_ee0f_13d8
    ),
    Golden("sin(1e+300)", HostMath.sin(1e+300), 0xbfea_2c16_b010_e385),
    Golden("cos(0.1)", HostMath.cos(0.1), 0x3fef_d712_f9a8_17c1),
    Golden("cos(2.5)", HostMath.cos(2.5), 0xbfe9_a2f7_ef85_8b7d),
    Golden("cos(-100000.0)", HostMath.cos(-100000.0), 0xbfef_fac3_841b_3da7),
    Golden(
      "cos(6.381956970095103e+18)",
      HostMath.cos(6.381956970095103e+18),
      0xbfe3_6ec4_0f15_35f9
    ),
    Golden("cos(1e+300)", HostMath.cos(1e+300), 0xbfe2_6990_22ad_c4c1),
    Golden("tan(0.1)", HostMath.tan(0.1), 0x3fb9_af88_7743_0b80),
    Golden("tan(2.5)", HostMath.tan(2.5), 0xbfe7_e79b_4e00_bb15),
    Golden("tan(-100000.0)", HostMath.tan(-100000.0), 0x3fa2_50a9_d503_313d),
    Golden(
      "tan(6.381956970095103e+18)",
      HostMath.tan(6.381956970095103e+18),
      0xbff4_eece_d6a9_fc4b
    ),
    Golden("tan(1e+300)", HostMath.tan(1e+300), 0x3ff6_be41_1f37_ac77),
    Golden("arcsin(0.1)", HostMath.arcsin(0.1), 0x3fb9_a492_7603_7884),
    Golden("arcsin(-0.7)", HostMath.arcsin(-0.7), 0xbfe8_d00e_692a_fd95),
    Golden("arcsin(0.999999)", HostMath.arcsin(0.999999), 0x3ff9_1c30_6b2c_13ad),
    Golden("arccos(0.1)", HostMath.arccos(0.1), 0x3ff7_87b2_2ce3_f590),
    Golden("arccos(-0.7)", HostMath.arccos(-0.7), 0x4002_c501_446c_d5f1),
    Golden("arccos(0.999999)", HostMath.arccos(0.999999), 0x3f57_2ba4_6065_af16),
    Golden("arctan(0.1)", HostMath.arctan(0.1), 0x3fb9_83e2_82e2_cc4d),
    Golden("arctan(-0.7)", HostMath.arctan(-0.7), 0xbfe3_8b11_2d7b_d4ad),
    Golden("arctan(12.5)", HostMath.arctan(12.5), 0x3ff7_daff_85a6_3058),
    Golden("arctan(10000000000.0)", HostMath.arctan(10000000000.0), 0x3ff9_21fb_543d_4de0),
    Golden("sinh(0.1)", HostMath.sinh(0.1), 0x3fb9_a487_337b_59b3),
    Golden("sinh(-0.7)", HostMath.sinh(-0.7), 0xbfe8_4651_53d5_bdbd),
    Golden("sinh(12.5)", HostMath.sinh(12.5), 0x4100_60c5_2564_c04e),
    Golden("sinh(710.1)", HostMath.sinh(710.1), 0x7fe5_f96e_f36d_b084),
    Golden("cosh(0.1)", HostMath.cosh(0.1), 0x3ff0_147f_4022_4b38),
    Golden("cosh(-0.7)", HostMath.cosh(-0.7), 0x3ff4_152c_1862_342f),
    Golden("cosh(12.5)", HostMath.cosh(12.5), 0x4100_60c5_2566_b47d),
    Golden("cosh(710.1)", HostMath.cosh(710.1), 0x7fe5_f96e_f36d_b084),
    Golden("tanh(0.1)", HostMath.tanh(0.1), 0x3fb9_83d7_795f_413a),
    Golden("tanh(-0.7)", HostMath.tanh(-0.7), 0xbfe3_56fb_17af_2e91),
    Golden("tanh(5.5)", HostMath.tanh(5.5), 0x3fef_ffb9_f2fc_1e91),
    Golden("arcsinh(0.1)", HostMath.arcsinh(0.1), 0x3fb9_8eb9_e7e5_fc3e),
    Golden("arcsinh(-0.7)", HostMath.arcsinh(-0.7), 0xbfe4_e2a4_fe90_85dd),
    Golden("arcsinh(12.5)", HostMath.arcsinh(12.5), 0x4009_c386_d2b8_b56e),
    Golden("arcsinh(1e+200)", HostMath.arcsinh(1e+200), 0x407c_d35c_d6ca_d20f),
    Golden("arccosh(1.0001)", HostMath.arccosh(1.0001), 0x3f8c_f67d_7ec0_d4e5),
    Golden("arccosh(12.5)", HostMath.arccosh(12.5), 0x4009_bcf9_1653_a9bc),
    Golden("arccosh(1e+200)", HostMath.arccosh(1e+200), 0x407c_d35c_d6ca_d20f),
    Golden("arctanh(0.1)", HostMath.arctanh(0.1), 0x3fb9_af93_cd23_4412),
    Golden("arctanh(-0.7)", HostMath.arctanh(-0.7), 0xbfeb_c0ed_0947_fbe8),
    Golden("arctanh(0.9999)", HostMath.arctanh(0.9999), 0x4013_ce8f_5de1_814d),
    Golden("cbrt(0.1)", HostMath.cbrt(0.1), 0x3fdd_b4c7_760b_cff3),
    Golden("cbrt(-0.7)", HostMath.cbrt(-0.7), 0xbfec_69b5_a72f_1a99),
    Golden("cbrt(2^-1030)", HostMath.cbrt(0x1p-1030), 0x2a79_65fe_a53d_6e3d),
    Golden("cbrt(1e+308)", HostMath.cbrt(1e+308), 0x5540_9438_d5a3_85e9),
    Golden("sigmoid(0.1)", HostMath.sigmoid(0.1), 0x3fe0_cca1_2729_afb8),
    Golden("sigmoid(-0.7)", HostMath.sigmoid(-0.7), 0x3fd5_3c69_5abc_d715),
    Golden("sigmoid(12.5)", HostMath.sigmoid(12.5), 0x3fef_fff8_2f46_98c9),
    Golden("sigmoid(-700.0)", HostMath.sigmoid(-700.0), 0x00d1_4f2b_0fb9_307f),
    Golden("pow(0.999, 12345.0)", HostMath.pow(0.999, 12345.0), 0x3ed2_2391_fb94_567e),
    Golden("pow(2.5, -3.25)", HostMath.pow(2.5, -3.25), 0x3faa_0f36_e2c1_2f9e),
    Golden("pow(1e-05, 60.5)", HostMath.pow(1e-05, 60.5), 0x0121_5940_f7d1_a470),
    Golden("pow(0.1, 310.2)", HostMath.pow(0.1, 310.2), 0x0000_0b9d_6a28_bf77),
  ]

  @Test func `bits do not change`() {
    for golden in Self.table {
      #expect(golden.result.bitPattern == golden.bits, "\(golden.testDescription)")
    }
  }
}
