using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Slipway.ServerTests.Registry;
using Xunit;

namespace Slipway.ServerTests.Artifacts;

public sealed class UploadPieceTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_piece_that_carries_other_than_it_announces_is_refused_with_both_lengths()
    {
        await using var scene = await RegistryScene.StartAsync(Ct);
        var announced = await scene.SendAsync(
            "POST", "projects/iris/artifacts/classifier/versions",
            new { type = "model", files = new[] { new { path = "a.bin", size = 100, sha256 = new string('0', 64) } } }, Ct);
        using var http = new HttpClient();
        using var piece = new ByteArrayContent(new byte[30]);
        piece.Headers.ContentRange = new ContentRangeHeaderValue(0, 49, 100);

        using var answer = await http.PutAsync((string)announced.Body!["uploads"]![0]!["url"]!, piece, Ct);

        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;
        Assert.Equal((422, "length_mismatch"), ((int)answer.StatusCode, (string?)problem["code"]));
        Assert.Equal("Content-Range announces 50 bytes in this request; it carries 30.", (string?)problem["detail"]);
    }
}
