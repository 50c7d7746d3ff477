/// How a bit is reported: 1 with one chance where it is set and with another where it is not.
package struct BitReportRule: Hashable, Sendable {
  /// That a set bit is reported as 1, in [0, 1].
  package let chanceIfSet: Double
  /// That any other bit is, in [0, 1].
  package let chanceIfClear: Double

  package init(chanceIfSet: Double, chanceIfClear: Double) {
    precondition((0...1).contains(chanceIfSet) && (0...1).contains(chanceIfClear), "a chance is in [0, 1]")
    (self.chanceIfSet, self.chanceIfClear) = (chanceIfSet, chanceIfClear)
  }

  /// One report of RAPPOR: a bit is replaced by a fair coin with probability f, for ever; the report then shows 1 with
  /// probability q for a one and p for a zero. Without p and q it shows the bit itself (one-time RAPPOR).
  ///
  /// - Reference: Erlingsson, Pihur and Korolova, "RAPPOR", arXiv:1407.6981, section 2.
  package init(f: Double, p: Double = 0, q: Double = 1) {
    func chance(_ share: Double) -> Double { share * q + (1 - share) * p }
    self.init(chanceIfSet: chance(1 - f / 2), chanceIfClear: chance(f / 2))
  }
}
