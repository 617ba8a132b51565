using CollabLLM.Data;
using CollabLLM.Models;
using CollabLLM.Web.Features.Chat;
using CollabLLM.Web.Features.Guests;
using CollabLLM.Web.Hosting;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = HostPaths.ContentRoot(args) });
builder.AddServer();
builder.AddObservability();
builder.AddSecurity();
builder.AddErrorHandling();
builder.Services.AddCollabData(builder.Configuration, builder.Environment.ContentRootPath);
builder.Services.AddCollabModels(builder.Configuration, builder.Environment.ContentRootPath);
builder.AddHealth();
builder.AddGuests();
builder.AddChat();
builder.AddPages();

var app = builder.Build();
app.UseServer();
app.UseSecurity();
app.UseErrorHandling();
app.UseGuests();
app.MapHealth();
app.MapChat();
app.MapPages();

await app.RunAsync();
