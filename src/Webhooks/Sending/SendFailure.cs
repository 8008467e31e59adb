namespace Slipway.Webhooks.Sending;

/// <summary>Carries an error of ours out through the HTTP handler, which only lets exceptions pass; <see cref="SendErrors"/>
/// takes it out again. An <see cref="IOException"/>, since the handler treats those as the network's fault.</summary>
internal sealed class SendFailure(SendError error, Exception? cause = null) : IOException(error.Message, cause)
{
    public SendError Error => error;
}
