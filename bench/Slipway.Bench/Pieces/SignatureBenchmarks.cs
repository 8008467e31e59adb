using BenchmarkDotNet.Attributes;
using Slipway.Webhooks.Sending;

namespace Slipway.Bench.Pieces;

/// <summary>All signature headers of one request.</summary>
public class SignatureBenchmarks
{
    private static readonly SigningKeys Keys = new() { Secrets = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], GitHub = true };
    private byte[] _body = [];

    /// <summary>Bytes of the body.</summary>
    [Params(512, 65536)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Fill() => _body = [.. Enumerable.Repeat((byte)'x', Size)];

    [Benchmark]
    public object Headers() => Signatures.Headers(Keys, "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", DateTimeOffset.UnixEpoch, _body);
}
