/// How often something happened in a fixed number of independent trials.
package struct BinomialCount: Hashable, Sendable {
  package let successes: Int
  package let trials: Int

  package init(successes: Int, of trials: Int) {
    precondition(trials > 0, "a count needs at least one trial, got \(trials)")
    precondition((0...trials).contains(successes), "successes must be in 0...\(trials), got \(successes)")
    (self.successes, self.trials) = (successes, trials)
  }

  /// The observed share, successes ÷ trials.
  package var proportion: Double { Double(successes) / Double(trials) }

  /// The trials in which it did not happen.
  package var complement: BinomialCount { BinomialCount(successes: trials - successes, of: trials) }
}
