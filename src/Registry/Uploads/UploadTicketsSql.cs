namespace Slipway.Registry.Uploads;

/// <summary>The statements of <see cref="UploadTickets"/>.</summary>
internal static class UploadTicketsSql
{
    public const string AddKey = "insert into ticket_keys (name, value) values (@name, @value) on conflict do nothing";

    public const string FindKey = "select value from ticket_keys where name = @name";
}
