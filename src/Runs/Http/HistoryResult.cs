using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Slipway.Api.Runs;
using Slipway.Runs.History;

namespace Slipway.Runs.Http;

/// <summary>Writes a <see cref="HistoryResponse"/> row by row, each as it is stored: what is many megabytes is neither parsed again nor copied whole.</summary>
internal sealed class HistoryResult(HistorySample sample) : IResult
{
    private const int FlushAt = 64 << 10;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, ct) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = "application/json; charset=utf-8";
        await using var writer = new Utf8JsonWriter(response.BodyWriter);
        var sent = 0L;
        writer.WriteStartObject();
        writer.WriteStartArray("rows");
        foreach (var row in sample.Rows)
        {
            writer.WriteRawValue(row, skipInputValidation: true);
            // Both, for the writer hands on what is pending whenever it takes a new piece of the response's pipe.
            if (writer.BytesCommitted + writer.BytesPending - sent > FlushAt)
            {
                await writer.FlushAsync(ct);
                await response.BodyWriter.FlushAsync(ct);
                sent = writer.BytesCommitted;
            }
        }
        writer.WriteEndArray();
        writer.WriteNumber("total", sample.Total);
        writer.WriteBoolean("sampled", sample.Rows.Count < sample.Total);
        writer.WriteBoolean("cut", sample.IsCut);
        writer.WriteEndObject();
        await writer.FlushAsync(ct);
    }
}
