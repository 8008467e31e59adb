using Slipway.Agent.Runners.Kubernetes;

namespace Slipway.Tests.Agent;

public sealed class PlacesOfTests
{
    [Fact]
    public void Places_are_found_across_pieces_as_in_the_whole()
    {
        // Few letters, so that beginnings of what is sought stand everywhere.
        var random = new Random(4096);
        for (var round = 0; round < 2000; round++)
        {
            byte[] text = Some(random, random.Next(0, 60)), sought = Some(random, random.Next(1, 6));
            var places = new PlacesOf(sought);
            foreach (var piece in text.Chunk(random.Next(1, 10)))
            {
                places.Look(piece);
            }

            Assert.Equal((Behind(text.AsSpan().IndexOf(sought)), Behind(text.AsSpan().LastIndexOf(sought))), (places.First, places.Last));

            long? Behind(int at) => at < 0 ? null : at + sought.Length;
        }
    }

    private static byte[] Some(Random random, int length)
    {
        var bytes = new byte[length];
        for (var at = 0; at < length; at++)
        {
            bytes[at] = (byte)random.Next('a', 'c');
        }

        return bytes;
    }
}
