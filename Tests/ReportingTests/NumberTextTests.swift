import Reporting
import Testing

@Suite("Numbers as text") struct NumberTextTests {
  @Test(
    "keep four significant digits and no noise",
    arguments: [
      (0.1 + 0.2, "0.3"), (1e-05, "1e-5"), (0, "0"), (-0.0, "0"), (1, "1"), (2.34567, "2.346"), (-2.34567, "-2.346"),
      (0.00123456, "0.001235"), (0.000123456, "1.235e-4"), (12345.678, "12346"), (999999.6, "1e6"),
      (1e6, "1e6"), (1_234_567, "1.235e6"), (99.9996, "100"), (0.99996, "1"), (.leastNonzeroMagnitude, "5e-324"),
      (1e22, "1e22"),
      (.greatestFiniteMagnitude, "1.798e308"), (.infinity, "∞"), (-.infinity, "-∞"), (.nan, "not a number"),
    ])
  func fourDigits(value: Double, text: String) {
    #expect(decimalText(value) == text)
  }

  @Test(
    "round a bound to the side where it stays one",
    arguments: [
      (1.23456, DecimalRounding.down, "1.234"), (1.23451, .up, "1.235"), (1.2, .up, "1.2"), (0.99991, .up, "1"),
      (-1.23456, .down, "-1.235"), (-1.23456, .up, "-1.234"), (0.0010001, .down, "0.001"), (9.9991e-7, .up, "1e-6"),
    ])
  func directed(value: Double, rounding: DecimalRounding, text: String) {
    #expect(decimalText(value, rounding: rounding) == text)
  }

  @Test("never cross the value that they round", arguments: [1e-9, 0.07, 1, 33.3, 12345.6789, 9.87654321e12])
  func directionHolds(scale: Double) throws {
    for step in 1...500 {
      let value = scale * (1 + Double(step) / 317)
      #expect(try #require(Double(decimalText(value, rounding: .down))) <= value)
      #expect(try #require(Double(decimalText(value, rounding: .up))) >= value)
    }
  }

  @Test(
    "group counts by thousands", arguments: [(0, "0"), (9999, "9999"), (10_000, "10,000"), (-1_234_567, "-1,234,567")])
  func counts(count: Int, text: String) {
    #expect(countText(count) == text)
  }

  @Test(
    "give the confidence without rounding it to certainty",
    arguments: [(0.05, "95 %"), (0.025, "97.5 %"), (0.001, "99.9 %"), (1e-6, "99.9999 %"), (1e-12, "1 − 1e-12")])
  func confidence(significance: Double, text: String) {
    #expect(confidenceText(significance) == text)
  }

  @Test(
    "give durations in two units",
    arguments: [
      (0, "0 s"), (12, "12 s"), (12.345, "12.3 s"), (59.97, "1 min 0 s"), (61, "1 min 1 s"), (11_520, "3 h 12 min"),
      (90_000, "1 d 1 h"),
    ])
  func durations(seconds: Double, text: String) {
    #expect(durationText(seconds: seconds) == text)
  }
}
