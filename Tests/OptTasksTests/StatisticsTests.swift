import Testing

@testable import OptTasks

/// Expected values are those of scipy 1.x.
struct StatisticsTests {
  @Test(arguments: [
    (1.0, 12.706204736174694, 0.8128329581890011), (2, 4.302652729749462, 0.8638034375544994),
    (5, 2.5705818356363146, 0.9030481598787634), (9, 2.262157162798205, 0.9160746719714625),
    (19, 2.0930240544083087, 0.9249757346288642), (50, 2.008559112100761, 0.9300485875707865),
  ])
  func `Student's t`(degrees: Double, quantile: Double, cumulative: Double) {
    #expect(abs(Statistics.studentQuantile(0.975, degrees: degrees) - quantile) < 1e-10)
    #expect(abs(Statistics.studentCumulative(1.5, degrees: degrees) - cumulative) < 1e-12)
    #expect(abs(Statistics.studentCumulative(-1.5, degrees: degrees) - 1 + cumulative) < 1e-12)
  }

  @Test(arguments: [
    (0.5, 0.5723649429247), (3.7, 1.428072326665388), (123.4, 469.3360974421906),
  ])
  func `logarithm of gamma`(x: Double, expected: Double) {
    #expect(abs(Statistics.logGamma(x) - expected) < 1e-12 * max(1, expected))
  }

  @Test func `incomplete beta`() {
    #expect(abs(Statistics.incompleteBeta(0.3, 2.5, 0.5) - 0.018927124071945658) < 1e-13)
    #expect(abs(Statistics.incompleteBeta(0.95, 4.5, 0.5) - 0.5086464915963441) < 1e-13)
  }

  static let first = [0.31, 0.28, 0.35, 0.30, 0.29, 0.33, 0.27, 0.32, 0.36, 0.30]
  static let second = [0.29, 0.27, 0.36, 0.27, 0.28, 0.30, 0.27, 0.30, 0.33, 0.29]

  @Test func `paired test and interval`() {
    let (a, b) = (StatisticsTests.first, StatisticsTests.second)
    #expect(abs(Statistics.pairedTest(a, b) - 0.006689285790436487) < 1e-12)
    let estimate = Statistics.estimate(a)
    #expect(abs(estimate.low - 0.2900894869145946) < 1e-12)
    #expect(abs(estimate.high - 0.3319105130854054) < 1e-12)
  }

  @Test func `equal samples differ by nothing`() {
    #expect(Statistics.pairedTest(StatisticsTests.first, StatisticsTests.first) == 1)
    #expect(Statistics.pairedTest([1, 2, 3], [2, 3, 4]) == 0)
  }

  @Test func `Holm's correction`() {
    let corrected = Statistics.holm([0.01, 0.04, 0.03, 0.005])
    let expected = [0.03, 0.06, 0.06, 0.02]
    #expect(zip(corrected, expected).allSatisfy { abs($0 - $1) < 1e-15 })
    #expect(Statistics.holm([0.9, 0.8]) == [1, 1])
  }
}
