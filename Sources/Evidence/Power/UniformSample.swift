internal import NumericalCore

/// The order statistics of independent uniform numbers, drawn only where somebody looks.
///
/// Between two order statistics that are known, those of the numbers between them are again those of uniform numbers; so
/// every look draws betas, about as many as the number has binary digits, and a sample of ten million costs no more
/// than its few ranks that matter. Whatever is asked in whatever order, the answers have their exact joint law.
///
/// - Reference: David and Nagaraja, "Order Statistics", 3rd edition, for order statistics as a Markov chain.
struct UniformSample {
  private var stream: RandomStream
  /// In ascending order, with the ends of the unit interval at ranks 0 and `count` + 1.
  private var known: [(rank: Int, value: Double)]

  init(count: Int, using stream: RandomStream) {
    self.stream = stream
    known = [(0, 0), (count + 1, 1)]
  }

  /// The `rank`-th smallest number.
  ///
  /// - Parameter rank: From 1 to the number of numbers.
  mutating func value(rank: Int) -> Double {
    let next = known.firstIndex { $0.rank >= rank } ?? known.count - 1
    return known[next].rank == rank ? known[next].value : draw(rank, before: next)
  }

  /// How many numbers are less than `value`.
  mutating func count(below value: Double) -> Int {
    var next = known.firstIndex { $0.value >= value } ?? known.count - 1
    guard next > 0 else { return 0 }
    while known[next].rank - known[next - 1].rank > 1 {
      let middle = (known[next].rank + known[next - 1].rank) / 2
      if draw(middle, before: next) < value { next += 1 }
    }
    return known[next - 1].rank
  }

  /// Draws an order statistic between two neighbours that are known, which takes the place `index`.
  private mutating func draw(_ rank: Int, before index: Int) -> Double {
    let (lower, upper) = (known[index - 1], known[index])
    let share = stream.nextBeta(alpha: Double(rank - lower.rank), beta: Double(upper.rank - rank))
    let value = lower.value + (upper.value - lower.value) * share
    known.insert((rank, value), at: index)
    return value
  }
}
