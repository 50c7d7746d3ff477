internal import Foundation
internal import Mechanisms
internal import NumericalCore
internal import PrivacyModel
internal import Synchronization

/// G3: one noisy number a trial, the canary in and out in turn, and how often it is above 1/2.
struct ThresholdTurn: Turn {
  private let mechanism = GaussianSum(records: [], candidates: [1], bound: 1, noiseMultiplier: 1)
  private let threads: Int
  private let block = 1 << 16
  private let blocks = 153

  init(threads: Int) { self.threads = threads }

  var unit: String { "samples/s" }

  func play() throws -> (work: Int, scores: [(bit: Int, loss: Double)]) {
    let halves = [UInt32(0), .max].map { [UInt32](repeating: $0, count: block / 32) }
    let above = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      for index in thread * blocks..<(thread + 1) * blocks {
        let trials = index * block..<(index + 1) * block
        let counts = halves[index % 2].withUnsafeBufferPointer {
          mechanism.count(above: 0.5, trials: trials, coins: $0, seed: 3)
        }
        above.wrappingAdd(counts.included, ordering: .relaxed)
      }
    }
    precondition(above.load(ordering: .relaxed) > 0, "some of the trials are above 1/2")
    return (threads * block * blocks, [])
  }
}

/// G4: a vector sum in 100,000 dimensions read along the canary, whole, or only the number that the score needs.
struct VectorTurn: Turn {
  private let mechanism: GaussianVectorSum
  private let threads: Int
  private let trials: Int

  init(drawsAll: Bool, threads: Int) {
    let dimensions = 100_000
    let direction = [Float](repeating: 1 / Float(dimensions).squareRoot(), count: dimensions)
    mechanism = GaussianVectorSum(
      direction: drawsAll ? direction : nil, steps: 1, clipNorm: 1, noiseMultiplier: 1)
    self.threads = threads
    trials = drawsAll ? 100 : 1 << 20
  }

  var unit: String { "steps/s" }

  func play() throws -> (work: Int, scores: [(bit: Int, loss: Double)]) {
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      let own = thread * trials..<(thread + 1) * trials
      let memberships = own.map { $0 % 2 == 0 ? Membership.included : .excluded }
      if mechanism.observe(memberships, trials: own, seed: 1) == nil {
        for trial in own {
          _ = mechanism.observe([memberships[trial - own.lowerBound]], in: TrialIdentity(seed: 1, index: trial))
        }
      }
    }
    return (threads * trials, [])
  }
}
