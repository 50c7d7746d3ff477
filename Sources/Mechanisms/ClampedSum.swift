internal import PrivacyModel

/// The sum of numbers clamped to [−bound, bound], some of which a coin each puts in or leaves out.
struct ClampedSum: Sendable {
  private let sumOfRecords: Double
  let candidates: [Double]

  init(records: [Double], candidates: [Double], bound: Double) {
    func clamped(_ value: Double) -> Double { min(max(value, -bound), bound) }
    sumOfRecords = records.map(clamped).reduce(0, +)
    self.candidates = candidates.map(clamped)
  }

  /// The sums of consecutive trials plus `scale` times a number each.
  ///
  /// - Parameter memberships: Row-major (trials, candidates).
  func noisy(_ memberships: [Membership], scale: Double, numbers: [Float]) -> [Double] {
    precondition(memberships.count == numbers.count * candidates.count, "one membership for each trial and candidate")
    if candidates.count == 1 {
      let (without, with) = (sumOfRecords, sumOfRecords + candidates[0])
      return [Double](unsafeUninitializedCapacity: numbers.count) { sums, count in
        memberships.withUnsafeBufferPointer { memberships in
          numbers.withUnsafeBufferPointer { numbers in
            for trial in 0..<numbers.count {
              // A pattern and not ==, which is a call here.
              let sum = if case .included = memberships[trial] { with } else { without }
              sums[trial] = sum + scale * Double(numbers[trial])
            }
          }
        }
        count = numbers.count
      }
    }
    return numbers.indices.map { trial in
      var sum = sumOfRecords
      for (index, candidate) in candidates.enumerated()
      where memberships[trial * candidates.count + index] == .included { sum += candidate }
      return sum + scale * Double(numbers[trial])
    }
  }

  /// The sum where no candidate is in, and where the only one is.
  var alternatives: (without: Double, with: Double) {
    precondition(candidates.count == 1, "needs exactly one candidate, got \(candidates.count)")
    return (sumOfRecords, sumOfRecords + candidates[0])
  }
}
