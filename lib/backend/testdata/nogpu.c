// A plugin that speaks PJRT as far as the error of a CUDA plugin that finds no
// GPU: every call of the client fails with XLA's words.
#include <string.h>
#include "pjrt_c_api.h"

static PJRT_Error *fine(void *args) { return NULL; }
static PJRT_Error *fail(void *args) { return (PJRT_Error *)1; }
static void nothing(void *args) {}

static void message(PJRT_Error_Message_Args *args) {
  args->message = "No visible GPU devices.";
  args->message_size = strlen(args->message);
}

const PJRT_Api *GetPjrtApi(void) {
  static PJRT_Api api = {.struct_size = PJRT_Api_STRUCT_SIZE};
  api.PJRT_Error_Message = message;
  api.PJRT_Error_GetCode = (PJRT_Error_GetCode *)fine;
  api.PJRT_Error_Destroy = (PJRT_Error_Destroy *)nothing;
  api.PJRT_Plugin_Initialize = (PJRT_Plugin_Initialize *)fine;
  api.PJRT_Plugin_Attributes = (PJRT_Plugin_Attributes *)fine;
  api.PJRT_Client_Create = (PJRT_Client_Create *)fail;
  return &api;
}
