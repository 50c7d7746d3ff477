internal import CKernels

extension RandomStream {
  /// The words of the groups of 64 from number `firstGroup` on, of which a stream has 2²⁸, as many as fit.
  ///
  /// Word 16 j + b of group g is the j-th of Philox block 16 g + b, an order other than that of `next()`.
  package func fill(
    _ words: UnsafeMutableBufferPointer<UInt32>, firstGroup: Int, instructionSet: InstructionSet = .best
  ) {
    precondition(words.count % 64 == 0, "words come in groups of 64, asked for \(words.count)")
    precondition(
      firstGroup >= 0 && firstGroup + words.count / 64 <= 1 << 28,
      "a stream has 2^28 groups of words, asked for \(words.count / 64) from \(firstGroup) on")
    withUnsafePointer(to: kernelAddress) {
      ckernels_fill_words(words.baseAddress, words.count / 64, firstGroup, $0, instructionSet.kernelLevel)
    }
  }
}
